using System.Runtime.CompilerServices;

namespace Fulcrum.Rights.Access.Export;

/// <summary>One export: what it is written from, and how far it is.</summary>
internal sealed class ExportRun(SelfAccess access, OwnSummary summary, ExportRequest request, IProgress<ExportProgress>? progress)
{
    /// <summary>Files that the whole history goes into: to read, and as data. Each table takes its own kinds once more.</summary>
    private const int Passes = 3;

    private const int ToldEach = 1_000;

    private long _done;

    internal OwnSummary Summary => summary;

    internal Instant At => access.At;

    internal bool IsRussian => request.Language.StartsWith("ru", StringComparison.OrdinalIgnoreCase);

    internal string Language => IsRussian ? "ru" : "en";

    internal string Company => request.Company;

    /// <summary>Rows of the history, as the last whole pass counted them.</summary>
    internal long Rows { get; private set; }

    internal async IAsyncEnumerable<OwnEntry> ReadAsync(OwnKinds kinds, bool isExplained, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = 0L;
        await foreach (var entry in access.ReadAllAsync(kinds, isExplained, cancellation))
        {
            rows++;
            if (++_done % ToldEach == 0)
            {
                progress?.Report(new ExportProgress(_done, Math.Max(_done, summary.Rows * Passes)));
            }

            yield return entry;
        }

        Rows = kinds == OwnKinds.All ? rows : Rows;
        progress?.Report(new ExportProgress(_done, Math.Max(_done, summary.Rows * Passes)));
    }
}
