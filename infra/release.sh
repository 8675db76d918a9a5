#!/usr/bin/env bash
# Makes what a release consists of, in one folder:  infra/release.sh [RUNTIME] [FOLDER]
#   escalationbot-VERSION-RUNTIME.tar.gz   the program for one runtime identifier; needs the ASP.NET Core 10 runtime
#   escalationbot-VERSION.cdx.json         its bill of materials (CycloneDX): every package that is in it, with version, licence and hash
#   SHA256SUMS                             of both
# RUNTIME: linux-x64 (default), linux-arm64, win-x64, ... FOLDER: artifacts/release
set -euo pipefail
cd "$(dirname "$0")/.."
runtime=${1:-linux-x64}
out=$(realpath -m "${2:-artifacts/release}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
name=escalationbot-$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

dotnet tool restore
# For one platform, without symbols and documentation of the libraries: a quarter of the size of a publish for all of them.
dotnet publish bot -c Release -r "$runtime" --self-contained false -p:DebugType=none -p:DebugSymbols=false -p:CopyOutputXmlDocumentationToPublish=false -o "$work/$name" --nologo -v q
# What is not part of the program at run time is no part of the bill of materials either.
dotnet tool run dotnet-CycloneDX bot/EscalationBot.Bot.csproj --output "$out" --filename "$name.cdx.json" --output-format Json --exclude-dev --set-name escalationbot --set-version "$version" --set-type Application --disable-package-restore
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime='2026-01-01 00:00:00Z' -C "$work" -czf "$out/$name-$runtime.tar.gz" "$name"
(cd "$out" && sha256sum "$name-$runtime.tar.gz" "$name.cdx.json" >SHA256SUMS)
ls -l "$out"
