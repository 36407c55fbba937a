#!/bin/sh
# Follows next by its path and query; node reads the JSON.
page="$TMPDIR/page"
path="/api/atlas/v1.0/groups/$MONGODB_ATLAS_PROJECT_ID/backup/exportBuckets"
while [ -n "$path" ]; do
  curl --silent --show-error --fail-with-body --location --retry 3 --compressed --output "$page" --digest \
    --user "$MONGODB_ATLAS_PUBLIC_API_KEY:$MONGODB_ATLAS_PRIVATE_API_KEY" "$MONGODB_ATLAS_BASE_URL$path" ||
    { cat "$page" >&2; exit 1; }
  path=$(node "$(dirname "$0")/page.mjs" "$page" "$TMPDIR/ids") || exit 1
done
cat "$TMPDIR/ids"
