import { Button, FileButton, Group, Progress, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";

import type { ArtifactBody } from "~/api/schema";
import { MAX_IMAGE_BYTES, useUpload } from "~/features/commands/forms/images";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { bytes } from "~/units/format";

interface Props {
  readonly onUploaded: (image: ArtifactBody) => void;
}

/** Upload an image from this computer. */
export function ImageUpload({ onUploaded }: Props) {
  const [tooLarge, setTooLarge] = useState<File | null>(null);
  const upload = useUpload(onUploaded);
  const take = (file: File | null) => {
    const isTooLarge = file !== null && file.size > MAX_IMAGE_BYTES;
    setTooLarge(isTooLarge ? file : null);
    if (file !== null && !isTooLarge) upload.mutate(file);
  };
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <FileButton onChange={take}>
          {(props) => (
            <Button {...props} variant="default" size="compact-md" leftSection={<IconUpload size={16} aria-hidden />} loading={upload.isPending}>
              Upload an image
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed" aria-live="polite">
          {upload.isPending ? `Uploading ${upload.variables.name}, ${bytes(upload.variables.size)}. Closing this ends the upload.` : `Up to ${bytes(MAX_IMAGE_BYTES)}.`}
        </Text>
      </Group>
      {upload.isPending && <Progress value={100} animated size="sm" aria-label="Uploading" />}
      {tooLarge && (
        <Text size="sm" c="var(--bad)" role="alert">
          {`${tooLarge.name} has ${bytes(tooLarge.size)}; the server takes up to ${bytes(MAX_IMAGE_BYTES)}.`}
        </Text>
      )}
      <ProblemAlert error={upload.error} />
    </Stack>
  );
}
