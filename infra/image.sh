#!/usr/bin/env bash
# Makes the image as one file, with its bill of materials (SPDX) and its provenance (SLSA) inside:  infra/image.sh [FOLDER]
# Needs Docker with buildx and the base images in infra/.env (infra/pin-images.sh). FOLDER: artifacts/release
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:-artifacts/release}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
sdk=$(sed -n 's/^SDK_IMAGE=//p' infra/.env)
runtime=$(sed -n 's/^RUNTIME_IMAGE=//p' infra/.env)
mkdir -p "$out"
# The default builder cannot attest.
docker buildx inspect escalationbot >/dev/null 2>&1 || docker buildx create --name escalationbot >/dev/null
docker buildx build --builder escalationbot -f infra/Dockerfile --build-arg "SDK_IMAGE=$sdk" --build-arg "RUNTIME_IMAGE=$runtime" \
  --sbom=true --provenance=mode=max --output "type=oci,dest=$out/escalationbot-$version-image.tar" .
ls -l "$out"
