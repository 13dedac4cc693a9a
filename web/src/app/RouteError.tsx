import { Container } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";

import { PAGE_NOT_LOADED, Problem } from "~/api/problem";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** A page that could not be shown at all; what surrounds it goes on working. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const again = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" px={0}>
      <Page title="This page cannot be shown">
        <ProblemAlert error={error} onRetry={isOfTheApi(error) ? again : () => location.reload()} />
      </Page>
    </Container>
  );
}

/** Whether asking again may help; what failed in the page itself stays so until it is loaded anew. */
function isOfTheApi(error: unknown): boolean {
  return error instanceof Problem && error.code !== PAGE_NOT_LOADED;
}
