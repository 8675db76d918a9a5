#!/bin/sh
# Writes the base images with their digests into infra/.env, from which Compose and `docker build` take them:  infra/pin-images.sh
# A tag such as postgres:17 is another image tomorrow; a digest never is. Run it again to take newer ones, and read what changed before you deploy.
set -eu
cd "$(dirname "$0")"
file=.env
touch "$file"
chmod 600 "$file"

pin() {
  docker pull --quiet "$2" >/dev/null
  image=$(docker image inspect --format '{{index .RepoDigests 0}}' "$2")
  case $image in
    *@sha256:????????????????????????????????????????????????????????????????) ;;
    *) echo "$2: docker tells no digest ($image). Nothing was changed for $1." >&2; exit 1 ;;
  esac
  { grep -v "^$1=" "$file" || true; echo "$1=$image"; } >"$file.new"
  chmod 600 "$file.new"
  mv "$file.new" "$file"
  echo "$1=$image"
}

pin SDK_IMAGE mcr.microsoft.com/dotnet/sdk:10.0
pin RUNTIME_IMAGE mcr.microsoft.com/dotnet/aspnet:10.0
pin POSTGRES_IMAGE postgres:17
pin REDIS_IMAGE redis:7
