using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Programs by their file name: what a click, or a double click, would run on the reader's machine, on Windows, macOS and Linux. A list of
/// endings catches slips and simple tricks; it is no virus scanner.
/// </summary>
internal static class ProgramNames
{
    private static readonly FrozenSet<string> Endings = (
        (string[])
            [
                "exe",
                "com",
                "bat",
                "cmd",
                "msi",
                "msp",
                "mst",
                "msix",
                "msixbundle",
                "appx",
                "appxbundle",
                "appinstaller",
                "scr",
                "pif",
                "cpl",
                "dll",
                "ocx",
                "sys",
                "drv",
                "ps1",
                "ps1xml",
                "ps2",
                "ps2xml",
                "psc1",
                "psc2",
                "psd1",
                "psm1",
                "vb",
                "vbs",
                "vbe",
                "js",
                "jse",
                "mjs",
                "cjs",
                "ws",
                "wsf",
                "wsc",
                "wsh",
                "sct",
                "hta",
                "jar",
                "jnlp",
                "lnk",
                "reg",
                "iso",
                "img",
                "vhd",
                "vhdx",
                "app",
                "dmg",
                "pkg",
                "mpkg",
                "gadget",
                "inf",
                "ins",
                "isp",
                "msc",
                "url",
                "website",
                "scf",
                "shb",
                "shs",
                "xll",
                "wll",
                "xlam",
                "xla",
                "ppam",
                "ade",
                "adp",
                "mda",
                "mde",
                "accde",
                "chm",
                "hlp",
                "settingcontent-ms",
                "library-ms",
                "search-ms",
                "searchconnector-ms",
                "appref-ms",
                "application",
                "diagcab",
                "diagpkg",
                "theme",
                "themepack",
                "deskthemepack",
                "rdp",
                "webloc",
                "desktop",
                "command",
                "tool",
                "terminal",
                "workflow",
                "action",
                "scpt",
                "applescript",
                "sh",
                "bash",
                "zsh",
                "csh",
                "ksh",
                "fish",
                "py",
                "pyc",
                "pyo",
                "pyw",
                "pyz",
                "pyzw",
                "pl",
                "rb",
                "run",
                "elf",
                "deb",
                "rpm",
                "apk",
                "ipa",
                "snap",
                "flatpak",
                "appimage",
                "crx",
                "xpi",
                "vsix",
                "msu",
                "job",
                "grp",
                "prg",
                "osd",
                "udl",
                "xbap",
                "iqy",
                "dqy",
                "oqy",
                "rqy",
                "slk",
                "bas",
                "printerexport",
                "inetloc",
                "fileloc",
            ]
    ).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The ending as a reader, or a system that takes out what it cannot store, sees it: full-width letters are letters (Unicode UAX 15,
    /// NFKC), marks without width are nothing, and dots and spaces at the end fall away. Of "a.txt:b.exe" both are names (streams of NTFS).
    /// </summary>
    public static bool AreOf(string name) => Plain(name).Split(':').Any(IsProgram);

    private static bool IsProgram(string plain)
    {
        var bare = plain.TrimEnd('.', ' ', '/', '\\', '"', '\'', '`');
        return Endings.Contains(bare[(bare.LastIndexOf('.') + 1)..]) && bare.Contains('.', StringComparison.Ordinal);
    }

    private static string Plain(string name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    kept.Append(' ');
                    break;
                case UnicodeCategory.Format
                or UnicodeCategory.Control
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.OtherNotAssigned:
                case UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse:
                    break;
                default:
                    // Letters without ink (Hangul fillers) are none to the eye.
                    if (rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800))
                    {
                        kept.Append(rune.ToString());
                    }

                    break;
            }
        }

        return kept.ToString().Normalize(NormalizationForm.FormKC);
    }
}
