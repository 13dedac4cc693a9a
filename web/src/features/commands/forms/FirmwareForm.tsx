import { Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { ArtifactBody } from "~/api/schema";
import type { FormProps } from "~/features/commands/forms/formProps";
import { ImageUpload } from "~/features/commands/forms/ImageUpload";
import { imagesQuery } from "~/features/commands/forms/images";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { bytes } from "~/units/format";
import { moment } from "~/units/time";

/** An image that is on the server, or one that is uploaded now, and the version that it brings. */
export function FirmwareForm({ draft, onChange }: FormProps<"UPDATE_FIRMWARE">) {
  const { data, error, refetch } = useQuery(imagesQuery);
  const images = data?.artifacts ?? [];
  const picked = images.find((image) => image.id === draft.image?.id);
  const pick = (image: ArtifactBody | undefined) => onChange({ ...draft, image: image ? { id: image.id, sha256: image.sha256 } : null });
  return (
    <Stack gap="sm">
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <Select
        data-autofocus
        autoFocus
        label="Image"
        placeholder={images.length === 0 ? "None was uploaded yet" : "Pick an image"}
        nothingFoundMessage="No image is called so"
        searchable
        disabled={images.length === 0}
        data={images.map((image) => ({ value: image.id, label: imageLabel(image) }))}
        value={draft.image?.id ?? null}
        onChange={(id) => pick(images.find((image) => image.id === id))}
      />
      {picked && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {`Uploaded by ${picked.created_by.display_name}, ${moment(picked.created_at_ms)}. SHA-256 ${picked.sha256}`}
        </Text>
      )}
      <ImageUpload onUploaded={pick} />
      <TextInput
        label="Version"
        description="As the miner will report it: the update counts as done when it reads so."
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={draft.version}
        onChange={(event) => onChange({ ...draft, version: event.currentTarget.value })}
      />
    </Stack>
  );
}

function imageLabel({ name, size_bytes: size, created_at_ms: at }: ArtifactBody): string {
  return `${name} (${bytes(size)}, ${moment(at)})`;
}
