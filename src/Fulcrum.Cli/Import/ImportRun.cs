using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Collect;

namespace Fulcrum.Cli.Import;

/// <summary>Sends the rows of a file to intake, several batches at a time, and keeps how far it is. Start reading here.</summary>
/// <remarks>The file is streamed: memory holds the batches in flight and nothing else of it.</remarks>
internal sealed class ImportRun(FulcrumCore core, ImportJob job, TimeProvider clock)
{
    private const int InFlightMax = 8;
    private const int AttemptsMax = 6;

    private readonly long _startedAt = clock.GetTimestamp();
    private ImportCheckpoint _checkpoint = job.Checkpoint;
    private long _rowsThisRun;

    /// <summary>Imports, or with <see cref="ImportJob.IsDryRun"/> only says what would become of each row.</summary>
    /// <returns>How far it came: the end of the file, unless it was cancelled.</returns>
    /// <exception cref="StoreUnavailableException">The store gave up; what was acknowledged is kept, and the same command goes on from there.</exception>
    public async Task<ImportCheckpoint> RunAsync(StepProgress progress, CancellationToken cancellation)
    {
        using var rows = job.File.OpenRows(job.Mapping);
        var maker = new EventMaker(job.Mapping, rows.Columns, core.Workspace.Current, job.FileDigest);
        var consents = job.IsDryRun || job.Mapping.Synthetic is not { } rule
            ? null
            : new SyntheticConsentRecorder(core, rule, job.Source, new Instant(_checkpoint.StartedAtMs));
        using var errors = job.IsDryRun ? null : new ErrorFile(job.ErrorPath, _checkpoint.ErrorBytes);
        if (_checkpoint.End > 0)
        {
            rows.GoBehind(_checkpoint.Line, _checkpoint.End);
        }

        var inFlight = new Queue<(ImportBatch Batch, Task<ImmutableArray<EventFate>> Fates)>();
        var isAtEnd = false;
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (ImportBatch.Read(rows, maker, Instant.From(clock.GetUtcNow())) is not { } batch)
                {
                    isAtEnd = true;
                    break;
                }

                if (inFlight.Count == InFlightMax)
                {
                    await TakeBackAsync(inFlight.Dequeue(), errors, progress);
                }

                await RecordConsentsAsync(consents, batch);
                MarkSent(batch);
                inFlight.Enqueue((batch, Task.Run(() => SendAsync(batch), CancellationToken.None)));
            }

            while (inFlight.TryDequeue(out var sent))
            {
                await TakeBackAsync(sent, errors, progress);
            }
        }
        finally
        {
            // After a fault: the others end before the store is closed under them. Their answers do not matter, for the same rows are sent again.
            await Task.WhenAll(inFlight.Select(sent => sent.Fates)).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        Keep(_checkpoint with { IsDone = isAtEnd });
        return _checkpoint;
    }

    private void MarkSent(ImportBatch batch)
    {
        var last = batch.Rows[^1];
        Keep(_checkpoint with { SentThrough = last.LastLine, SentEnd = last.End, UpdatedAtMs = clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    private async Task TakeBackAsync((ImportBatch Batch, Task<ImmutableArray<EventFate>> Fates) sent, ErrorFile? errors, StepProgress progress)
    {
        var (batch, sending) = sent;
        var fates = await sending;
        var last = batch.Rows[^1];
        var counts = batch.AddTo(_checkpoint.Counts, fates, errors);
        errors?.Flush();
        _checkpoint = _checkpoint with { Line = last.LastLine, End = last.End, Counts = counts, ErrorBytes = errors?.Length ?? 0 };
        _rowsThisRun += batch.Rows.Count;
        progress.Show((double)last.End / job.File.Length, Pace);
    }

    private async Task<ImmutableArray<EventFate>> SendAsync(ImportBatch batch)
    {
        var signals = new RequestSignals(GlobalPrivacyControl: false, Anonymous: false, Synthetic: job.Mapping.Synthetic is not null);
        if (batch.Events.Count == 0)
        {
            return [];
        }

        return job.IsDryRun
            ? await core.Collect.JudgeEachAsync(job.Source, batch.Events, signals, CancellationToken.None)
            : await RetryAsync(() => core.Collect.CollectEachAsync(job.Source, batch.Events, signals, CancellationToken.None));
    }

    private Task RecordConsentsAsync(SyntheticConsentRecorder? consents, ImportBatch batch)
    {
        if (consents is null)
        {
            return Task.CompletedTask;
        }

        var column = job.DecidingColumn;
        var values = batch.Rows.Where((_, index) => batch.Faults[index] is null)
            .Select(row => row.Values[column]?.Trim() ?? "")
            .Where(value => value.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return RetryAsync(async () =>
        {
            await consents.RecordAsync(values, Instant.From(clock.GetUtcNow()), CancellationToken.None);
            return true;
        }).AsTask();
    }

    /// <summary>A full queue passes; a store that has failed does not.</summary>
    private async ValueTask<T> RetryAsync<T>(Func<ValueTask<T>> send)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send();
            }
            catch (StoreUnavailableException) when (attempt < AttemptsMax && core.Store.Failed is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), clock);
            }
        }
    }

    private void Keep(ImportCheckpoint checkpoint)
    {
        _checkpoint = checkpoint;
        if (!job.IsDryRun)
        {
            checkpoint.Save(job.StoreFolder);
        }
    }

    private string Pace()
    {
        var seconds = Math.Max(clock.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        var share = (double)(_checkpoint.End - job.Checkpoint.End) / Math.Max(1, job.File.Length - job.Checkpoint.End);
        var left = TimeSpan.FromSeconds(share > 0 ? Math.Min(seconds * (1 - share) / share, 1e7) : 0);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{_checkpoint.Counts.Rows} rows, {_rowsThisRun / seconds:0} rows/s, {(left.Days > 0 ? $"{left.Days} d " : "")}{left:hh\\:mm\\:ss} left");
    }
}
