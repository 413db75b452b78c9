namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>How far it is: presses, keys, pages and questions on the way to a yes, a no, and back.</summary>
internal static class StepRules
{
    public static readonly DarkPatternRule[] All =
    [
        new(6, "Refusing is not longer than accepting", "CNIL 2020-092; California §7004(a)(2), steps counted from the first", "presses on the way to each; Tab presses between them", """
            const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')].filter((one) => seen(one) && !one.disabled && one.tabIndex >= 0);
            return pairs.filter(([a, b]) => seen(a) && (b.tabIndex < 0 || stops.indexOf(b) - stops.indexOf(a) > 1)).map(([a]) => where(a));
            """),
        new(7, "Taking back is not longer than giving", "GDPR 7(3); EDPB 05/2020", "presses from every page to a yes and to its end; at most two"),
        new(8, "Refusing does not take longer", "EDPB 03/2022, obstructing; California §7004(a)(2)", "requests, pages and questions between a press and its answer; no waiting is built in", """
            return [...document.querySelectorAll('meta[http-equiv=refresh i], [aria-busy=true], progress:not([aria-labelledby=copy])')].map((one) => one.outerHTML);
            """),
        new(23, "Nobody has to show more to take back than to give", "GDPR 7(3) and 12(6); EDPB 03/2022, obstructing", "fields that must be filled on the way to each"),
        new(24, "Erasing takes three presses and one confirmation", "GDPR 17; EDPB 03/2022, obstructing (longer than necessary)", "presses and questions from the first page to the proof"),
        new(25, "There is no maze", "EDPB 03/2022, obstructing (dead end) and left in the dark", "every right within two presses of the first page; no dead link; back works"),
    ];
}
