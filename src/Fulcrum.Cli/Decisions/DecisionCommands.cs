using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Decisions;

namespace Fulcrum.Cli.Decisions;

/// <summary><c>fulcrum decision show | replay</c>: what was decided and why, and whether its pinned rules still say the same.</summary>
internal static class DecisionCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var id = new Argument<string>("ID") { Description = "The decision's id, for example d-…" };
        var show = new Command("show", "Show the full account of a decision.") { id, around.Store };
        show.SetAction(async (line, cancellation) =>
        {
            var account = await FindAsync(line.GetRequiredValue(id), line.GetRequiredValue(around.Store), around, cancellation);
            Show(account, line.GetValue(around.Json), around.Screen);
            return ExitCode.Ok;
        });

        var replay = new Command("replay", "Run a decision's pinned rules again over the inputs kept, and compare.") { id, around.Store };
        replay.SetAction(async (line, cancellation) =>
        {
            var account = await FindAsync(line.GetRequiredValue(id), line.GetRequiredValue(around.Store), around, cancellation);
            Compare(account, line.GetValue(around.Json), around.Screen);
            return account.Agrees ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return new Command("decision", "Look into decisions.") { show, replay };
    }

    private static async Task<Account> FindAsync(string id, string folder, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenAsync(folder, around, cancellation);
        if (await store.Core.Decisions.ExplainAsync(id, cancellation) is { } account)
        {
            return account;
        }

        throw new CommandFault(
            await store.Core.Decisions.IsKeptNoLongerAsync(id, cancellation)
                ? new Fault("decision-not-kept", "The decision was made here, and its record is gone: its retention is over, or its subject was erased.", "Nothing can be done; ask for accounts before the retention is over.")
                : new Fault("unknown-decision", "There is no such decision.", "Check the id; it stands in the answer of /v1/decide."),
            ExitCode.NotFound,
            id);
    }

    private static void Compare(Account account, bool json, Screen screen)
    {
        var chosen = account.Decision.Chosen.Select(offer => offer.Name).ToArray();
        if (json)
        {
            screen.PutJson(new { schema = 1, account.Decision.Id, account.Agrees, workspace = account.WorkspaceVersion, chosen });
            return;
        }

        screen.Put(account.Agrees
            ? $"The same answer: {(chosen.Length == 0 ? "nothing" : string.Join(", ", chosen))}, by the rules of workspace {account.WorkspaceVersion}."
            : "NOT the same answer: the record of this decision is damaged.");
    }

    private static void Show(Account account, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(AccountForm.Of(account));
            return;
        }

        var decision = account.Decision;
        screen.Put($"{decision.Id}  {decision.Placement.Name}, {account.At}, workspace {account.WorkspaceVersion}");
        screen.Put($"mode: {AccountForm.Word(decision.Mode)}{(decision.Why.Length > 0 ? $" ({decision.Why})" : "")}");
        screen.Put($"consent: {(account.Consent == 0 ? "none relied on" : $"row {account.Consent}, under {account.ConsentNotice}")}");
        screen.Put($"en: {account.Sentence.En}");
        screen.Put($"ru: {account.Sentence.Ru}");
        screen.Put();
        screen.PutTable(["fact", "value", "source", "since", "age"], account.Facts.Select(Row));
        screen.Put();
        screen.PutTable(
            ["candidate", "slot", "score", "verdicts"],
            account.Candidates.Select(candidate => (IReadOnlyList<string>)
            [
                candidate.Offer,
                candidate.Chosen > 0 ? candidate.Chosen.ToString(CultureInfo.InvariantCulture) : "",
                candidate.Score.ToString("0.##", CultureInfo.InvariantCulture),
                string.Join("; ", candidate.Verdicts.Select(Words)),
            ]));
    }

    private static IReadOnlyList<string> Row(UsedFact fact) => fact.Reading.Value.IsPresent
        ? [fact.Name, fact.Reading.Value.Reveal(), fact.Reading.Source, fact.Reading.At.ToString(), fact.Age.ToString("d\\.hh\\:mm\\:ss", CultureInfo.InvariantCulture)]
        : [fact.Name, fact.Reading.Absence.ToString(), "", "", ""];

    private static string Words(Verdict verdict)
    {
        var readings = verdict.Readings.Select(reading => $"{reading.Name} is {reading.Value} ({reading.Test}{(reading.Holds ? "" : ", not")})");
        return $"{(verdict.Keeps ? "keeps" : "drops")} {verdict.Rule}: {string.Join(", ", readings)}";
    }
}
