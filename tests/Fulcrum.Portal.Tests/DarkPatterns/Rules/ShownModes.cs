using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>The ways a page can be shown. Zoom of 200 % on 1,280 px is a layout of 640 px: browsers give a page half the width.</summary>
internal static class ShownModes
{
    /// <summary>What browsers leave of an A4 sheet between its margins.</summary>
    private const int PaperWidth = 718;

    /// <summary>The mode everything is first looked at in.</summary>
    public static readonly ShownMode Plain = new("light, 1,280 px", 1280, ColorScheme.Light, ForcedColors.None);

    /// <summary>Every mode on a screen, the plain one first.</summary>
    public static IReadOnlyList<ShownMode> OnScreen { get; } =
    [
        .. from width in new[] { 1280, 640, 320 }
           from look in new[] { ("light", ColorScheme.Light, ForcedColors.None), ("dark", ColorScheme.Dark, ForcedColors.None), ("forced colours", ColorScheme.Dark, ForcedColors.Active) }
           select new ShownMode($"{look.Item1}, {width:N0} px", width, look.Item2, look.Item3),
    ];

    /// <summary>Every mode, with paper.</summary>
    public static IReadOnlyList<ShownMode> All { get; } = [.. OnScreen, Plain with { Name = "paper", Width = PaperWidth, Media = Media.Print }];

    /// <summary>What breaks a rule in any mode. Rules of looks are looked for on paper too; the others say nothing of paper, where nothing can be pressed.</summary>
    /// <returns>The mode and the finding; a rule of looks that holds in the plain mode and not in another is rule 38's as well.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, string document = "document", Func<Finding, bool>? isExpected = null)
    {
        var (found, plain) = (new List<string>(), new HashSet<int>());
        foreach (var mode in All)
        {
            await mode.ShowAsync(page);
            foreach (var one in await DarkPatternRules.FindAsync(page, mode.Media == Media.Print ? DarkPatternRules.OfLooks : DarkPatternRules.All.Values, document))
            {
                if (isExpected?.Invoke(one) == true)
                {
                    continue;
                }

                found.Add($"{mode.Name}: {one}");
                if (mode == All[0])
                {
                    plain.Add(one.Rule.Number);
                }
                else if (DarkPatternRules.OfLooks.Contains(one.Rule) && !plain.Contains(one.Rule.Number))
                {
                    found.Add($"{mode.Name}: {DarkPatternRules.All[38]}: {one}");
                }
            }
        }

        await Plain.ShowAsync(page);
        return found;
    }
}

/// <summary>A way a page is shown.</summary>
internal sealed record ShownMode(string Name, int Width, ColorScheme Scheme, ForcedColors Forced)
{
    /// <summary>Screen, or paper.</summary>
    public Media Media { get; init; } = Media.Screen;

    /// <summary>Shows the page so.</summary>
    public async Task ShowAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Width, 900);
        await page.EmulateMediaAsync(new() { Media = Media, ColorScheme = Scheme, ForcedColors = Forced, ReducedMotion = ReducedMotion.Reduce });
    }
}
