using Fulcrum.Cli.Decisions;
using Fulcrum.Cli.Import;
using Fulcrum.Cli.Shell;
using Fulcrum.Decisions;

namespace Fulcrum.Cli.Demo;

/// <summary>Decisions asked for a sample of the imported customers, counted by how they came about, with one of each explained.</summary>
internal sealed class SampleDecisions(FulcrumCore core)
{
    private const int AskedMax = 300;
    private const string PlacementName = "home-hero";

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Decision> _firsts = new(StringComparer.Ordinal);
    private readonly List<Account> _accounts = [];

    /// <summary>How many answers of each kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>The number of a customer whose answer was personal; empty when there was none.</summary>
    public string PersonalNumber { get; private set; } = "";

    /// <summary>Asks.</summary>
    public async Task<string> AskAsync(ImportMapping mapping, string samples, StepProgress progress, CancellationToken cancellation)
    {
        var numbers = ReadNumbers(mapping, Path.Combine(samples, "cdnow", "CDNOW_sample.txt"));
        var placement = core.Workspace.Current.Placements[PlacementName];
        for (var asked = 0; asked < numbers.Count; asked++)
        {
            var number = numbers[asked];
            if (!core.Identifiers.TryRead("customer-number", number, verified: false, out var identifier, out _))
            {
                continue;
            }

            // The request id makes a demo started again within a day the same decisions, not new contacts.
            var decision = (await core.Decisions.DecideAsync(new Question([placement], [identifier], [], $"demo-{number}", Signals: false), cancellation))[0];
            Count(decision, number);
            progress.Show((double)asked / numbers.Count, () => $"{asked} asked");
        }

        foreach (var decision in _firsts.Values)
        {
            if (await core.Decisions.ExplainAsync(decision.Id, cancellation) is { } account)
            {
                _accounts.Add(account);
            }
        }

        return $"{numbers.Count} asked: {string.Join(", ", _counts.Select(count => $"{count.Value} {count.Key}"))}";
    }

    /// <summary>Shows one of each kind, explained in both languages.</summary>
    public void Show(Screen screen)
    {
        screen.Say();
        screen.Say("One of each kind, in the words its customer would read:");
        foreach (var account in _accounts)
        {
            screen.Say($"  {account.Decision.Id} {AccountForm.Word(account.Decision.Mode)}");
            screen.Say($"    {account.Sentence.En}");
            screen.Say($"    {account.Sentence.Ru}");
        }
    }

    private void Count(Decision decision, string number)
    {
        var kind = AccountForm.Word(decision.Mode) + (decision.Why.Length > 0 ? $" ({decision.Why})" : "");
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        _firsts.TryAdd(kind, decision);
        if (decision.Mode == DecisionMode.Personal && PersonalNumber.Length == 0)
        {
            PersonalNumber = number;
        }
    }

    private static List<string> ReadNumbers(ImportMapping mapping, string path)
    {
        using var rows = ImportFile.Find(path).OpenRows(mapping);
        var column = rows.Columns.IndexOf(mapping.Identifiers[0].Column.Name);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        while (numbers.Count < AskedMax && rows.TryRead(out var row))
        {
            numbers.Add(row.Values[column]!);
        }

        return [.. numbers];
    }
}
