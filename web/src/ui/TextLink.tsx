import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = Omit<AnchorProps, "size"> & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "style" | "color"> & { readonly ref?: Ref<HTMLAnchorElement> };

/** A link within the UI that looks like the text around it, underlined on hover; its `to` and `search` are typed. */
export const TextLink = createLink((props: Props) => <Anchor inherit {...props} />);
