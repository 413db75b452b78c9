using System.Globalization;
using System.Text;
using Fulcrum.Decisions;
using Xunit;

namespace Fulcrum.Tests.Decisions.Accounts;

/// <summary>Accounts as text, compared with what was agreed on. <c>FULCRUM_GOLDEN=write</c> writes the files anew.</summary>
internal static class Golden
{
    internal static void Check(string name, Account account)
    {
        var path = Path.Combine(Samples.Root, "tests", "Fulcrum.Tests", "Decisions", "Accounts", $"{name}.golden.txt");
        var text = Print(account);
        if (Environment.GetEnvironmentVariable("FULCRUM_GOLDEN") == "write")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Print(Account account)
    {
        var text = new StringBuilder();
        var chosen = string.Join(", ", account.Decision.Chosen.Select(offer => offer.Name));
        Line($"{account.Decision.Mode} {account.Decision.Why} at {account.At} in {account.Decision.Placement.Name}: {chosen}");
        Line($"agrees {account.Agrees}, consent {account.Consent} under {account.ConsentNotice}");
        Line($"en {account.Sentence.En}");
        Line($"ru {account.Sentence.Ru}");
        foreach (var fact in account.Facts)
        {
            Line($"fact {fact.Name} = {fact.Reading.Value.Reveal()} ({fact.Reading.Absence}, {fact.Reading.Source}, {fact.Age.TotalDays:0.##} days)");
        }

        foreach (var candidate in account.Candidates)
        {
            Line($"{candidate.Offer} slot {candidate.Chosen} score {candidate.Score:0.##}");
            foreach (var verdict in candidate.Verdicts)
            {
                var readings = string.Join(", ", verdict.Readings.Select(reading => $"{reading.Name} is {reading.Value} {reading.Test} [{(reading.Holds ? "holds" : "fails")}]"));
                Line($"  {(verdict.Keeps ? "keep" : "drop")} {verdict.Rule}: {readings}");
            }
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
