import { queryOptions, useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { answer, api } from "~/api/client";
import { KEYS, queryClient } from "~/api/queries";
import type { ArtifactBody, ArtifactWindow } from "~/api/schema";

/** Images that are offered by name, newest first. */
const MAX_OFFERED = 100;

/** The greatest file that the server takes. */
export const MAX_IMAGE_BYTES = 512 * 1024 * 1024;

export const imagesQuery = queryOptions({
  queryKey: [KEYS.artifacts, "firmware", MAX_OFFERED],
  queryFn: (): Promise<ArtifactWindow> => answer(api.GET("/artifacts", { params: { query: { kind: "firmware", limit: MAX_OFFERED } } })),
});

/** Upload an image; leaving the form ends the upload. */
export function useUpload(onUploaded: (image: ArtifactBody) => void) {
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const here = (leaving.current = new AbortController());
    return () => here.abort();
  }, []);
  return useMutation({
    mutationFn: (file: File) =>
      answer(
        api.POST("/artifacts", {
          params: { query: { name: file.name } },
          headers: { "Content-Type": "application/octet-stream" },
          body: "",
          bodySerializer: () => file,
          signal: leaving.current.signal,
        }),
      ),
    onSuccess: (image) => {
      void queryClient.invalidateQueries({ queryKey: [KEYS.artifacts] });
      onUploaded(image);
    },
  });
}
