using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>All pages that links lead to from a first page, with how many presses away each is, what it answered, and whether the way back works.</summary>
/// <param name="Found">The pages, by path.</param>
internal sealed record Maze(IReadOnlyDictionary<string, MazePage> Found)
{
    private const int DepthMax = 3;
    private const int NearMax = 2;

    /// <summary>Walks it: only pages of the site itself, and what is no page to be saved.</summary>
    public static async Task<Maze> WalkAsync(IPage page, string first)
    {
        var start = new Uri(first);
        var found = new Dictionary<string, MazePage>();
        var waiting = new Queue<(string Path, string From, int Depth)>();
        waiting.Enqueue((start.PathAndQuery, "", 0));
        while (waiting.TryDequeue(out var next))
        {
            if (found.ContainsKey(PathOf(next.Path)))
            {
                continue;
            }

            var from = next.From.Length > 0 ? (await page.GotoAsync(new Uri(start, next.From).ToString()))!.Url : "";
            var answer = await page.GotoAsync(new Uri(start, next.Path).ToString());
            var links = await page.Locator("a[href]:not([download]):not([hreflang])").EvaluateAllAsync<string[]>("(all) => all.map((one) => one.href)");
            var isBack = true;
            if (from.Length > 0)
            {
                await page.GoBackAsync();
                isBack = page.Url == from;
            }

            found[PathOf(next.Path)] = new MazePage(next.Depth, answer!.Status, isBack);
            foreach (var link in links.Select(link => new Uri(link)).Where(link => link.Authority == start.Authority && next.Depth < DepthMax))
            {
                waiting.Enqueue((link.PathAndQuery, next.Path, next.Depth + 1));
            }
        }

        return new Maze(found);
    }

    /// <summary>What is wrong with it.</summary>
    /// <param name="rights">Paths that have to be near.</param>
    public IEnumerable<string> Faults(IEnumerable<string> rights) =>
    [
        .. rights.Where(path => !Found.TryGetValue(path, out var page) || page.Depth > NearMax).Select(path => $"{path}: not within {NearMax} presses"),
        .. Found.Where(page => page.Value.Status != 200).Select(page => $"{page.Key}: answers {page.Value.Status}"),
        .. Found.Where(page => !page.Value.IsBackOpen).Select(page => $"{page.Key}: back does not lead back"),
    ];

    private static string PathOf(string pathAndQuery) => pathAndQuery.Split('?', '#')[0];
}

/// <summary>A page that was found.</summary>
/// <param name="Depth">Presses from the first page.</param>
/// <param name="Status">What it answered.</param>
/// <param name="IsBackOpen">Whether going back led to the page before it.</param>
internal sealed record MazePage(int Depth, int Status, bool IsBackOpen);
