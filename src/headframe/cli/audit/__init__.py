"""Commands on audit logs."""
