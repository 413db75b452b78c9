using Fulcrum.Collect;

namespace Fulcrum.Cli.Import;

/// <summary>Rows sent together, some of which became events.</summary>
internal sealed class ImportBatch
{
    /// <summary>Most rows of one batch.</summary>
    public const int RowsMax = 2_000;

    private const int CharactersMax = 2 << 20;

    private int _characters;

    /// <summary>All rows, in the order of the file.</summary>
    public List<Row> Rows { get; } = new(RowsMax);

    /// <summary>Per row, why no event could be made of it; null where one was.</summary>
    public List<Fault?> Faults { get; } = new(RowsMax);

    /// <summary>The events, in the order of the rows that have no fault.</summary>
    public List<Event> Events { get; } = new(RowsMax);

    /// <summary>Whether it should be sent.</summary>
    public bool IsFull => Rows.Count >= RowsMax || _characters >= CharactersMax;

    /// <summary>Adds a row with its event, or with the reason why it has none.</summary>
    public void Add(Row row, Event? made, Fault? fault)
    {
        Rows.Add(row);
        Faults.Add(fault);
        _characters += row.Original.Length;
        if (made is not null)
        {
            Events.Add(made);
        }
    }

    /// <summary>Reads rows until a batch is full or the file ends; null when there is nothing left.</summary>
    public static ImportBatch? Read(RowReader rows, EventMaker maker, Instant now)
    {
        var batch = new ImportBatch();
        while (!batch.IsFull && rows.TryRead(out var row))
        {
            Event? made = null;
            var fault = row.Fault;
            if (fault is null)
            {
                maker.TryMake(row, now, out made, out fault);
            }

            batch.Add(row, made, fault);
        }

        return batch.Rows.Count > 0 ? batch : null;
    }

    /// <summary>Adds what became of its rows to what became of those before.</summary>
    /// <param name="counts">Of the rows before.</param>
    /// <param name="fates">Of the events, in their order.</param>
    /// <param name="errors">Takes the rows that were not stored; null to take none.</param>
    public ImportCounts AddTo(ImportCounts counts, IReadOnlyList<EventFate> fates, ErrorFile? errors)
    {
        var next = 0;
        for (var index = 0; index < Rows.Count; index++)
        {
            var row = Rows[index];
            var fate = Faults[index] is { } fault ? (Kind: (EventFateKind?)null, Fault: fault) : (Kind: fates[next].Kind, fates[next++].Fault);
            counts = counts with
            {
                Rows = counts.Rows + 1,
                Stored = counts.Stored + (fate.Kind == EventFateKind.Stored ? 1 : 0),
                Duplicate = counts.Duplicate + (fate.Kind == EventFateKind.Duplicate ? 1 : 0),
                Quarantined = counts.Quarantined + (fate.Kind == EventFateKind.Quarantined ? 1 : 0),
                Refused = counts.Refused + (fate.Kind == EventFateKind.Refused ? 1 : 0),
                Faulty = counts.Faulty + (fate.Kind is null ? 1 : 0),
            };
            if (fate.Fault is { } reason)
            {
                counts = counts.WithReason(reason, row.Line);
                errors?.Add(row.Line, reason, row.Original);
            }
        }

        return counts;
    }
}
