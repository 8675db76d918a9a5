namespace EscalationBot.Bot.Commands.Eval;

/// <summary>How the report looks: no outside resource, light and dark by the reader's own setting, readable on a phone.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --page: #f3f5f4; --surface: #fff; --sunken: #eaeeec; --ink: #16201d; --quiet: #55625e; --line: #d5dcd9; --edge: #75827d; --one: #0b6b66; --two: #a3500f; --good: #18794e; --bad: #a4262c; }
        @media (prefers-color-scheme: dark) { :root { --page: #101514; --surface: #1a2120; --sunken: #141a19; --ink: #e4ebe8; --quiet: #9fada8; --line: #2c3634; --edge: #6b7a75; --one: #5cc5ba; --two: #f0a66b; --good: #6fd39c; --bad: #ff9a94; } }
        * { box-sizing: border-box; }
        html { font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 1040px; padding: 24px 20px 48px; }
        h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 15px; margin: 0 0 4px; }
        p { margin: 0 0 8px; } .quiet { color: var(--quiet); font-size: 13px; } .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; overflow-wrap: anywhere; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0; }
        .tile, .panel { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
        .tile dt { color: var(--quiet); font-size: 13px; } .tile dd { margin: 0; font-size: 24px; font-weight: 650; font-variant-numeric: tabular-nums; } .tile dd small { display: block; font-size: 13px; font-weight: 400; color: var(--quiet); }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; } figure { margin: 0; } figcaption { color: var(--quiet); font-size: 13px; margin-top: 4px; }
        svg { display: block; width: 100%; height: auto; } svg text { fill: var(--quiet); font: 13px system-ui, sans-serif; } svg .grid { stroke: var(--line); } svg .axis { stroke: var(--edge); } svg .aim { stroke: var(--edge); stroke-dasharray: 3 4; }
        svg .one { stroke: var(--one); fill: none; stroke-width: 2.5; } svg .two { stroke: var(--two); fill: none; stroke-width: 2.5; stroke-dasharray: 7 4; } svg .dot1 { fill: var(--one); } svg .dot2 { fill: var(--two); } svg .name1 { fill: var(--one); } svg .name2 { fill: var(--two); }
        .scroll + p { margin-top: 8px; } .scroll { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: start; padding: 7px 12px; border-top: 1px solid var(--line); vertical-align: top; } thead th { border-top: 0; color: var(--quiet); font-weight: 600; font-size: 13px; white-space: nowrap; } td.n, th.n { text-align: end; white-space: nowrap; }
        tbody th { font-weight: 500; } .up { color: var(--good); } .down { color: var(--bad); }
        details { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 8px; } details > div { padding: 0 14px 12px; } details .scroll { border-radius: 6px; }
        summary { cursor: pointer; padding: 10px 14px; overflow-wrap: anywhere; } summary b { font-variant-numeric: tabular-nums; margin-inline-end: 6px; } summary:focus-visible { outline: 2px solid var(--one); outline-offset: 2px; border-radius: 8px; }
        blockquote { margin: 0 0 10px; padding: 8px 12px; background: var(--sunken); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; } .right { color: var(--good); font-weight: 600; } .wrong { color: var(--bad); font-weight: 600; }
        dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0 0 10px; } dl.facts dt { color: var(--quiet); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
        @media (max-width: 560px) { svg text { font-size: 17px; } body { padding: 16px 12px 32px; } .tiles { grid-template-columns: 1fr 1fr; gap: 8px; } .tile dd { font-size: 20px; } th, td { padding: 6px 8px; } dl.facts { grid-template-columns: 1fr; } dl.facts dd { margin-bottom: 4px; } .wide { display: none; } }
        """;
}
