using Fulcrum.Rights.Breaches;

namespace Fulcrum.Server.Rights.Breaches;

/// <summary>What the routes of breaches are sent; each takes the members it names, and who does it.</summary>
internal sealed record BreachBody(string By)
{
    private const int NameMax = 200;

    public string What { get; private init; } = "";

    public Instant? KnownAt { get; private init; }

    public Instant? From { get; private init; }

    public Instant? Until { get; private init; }

    public string Source { get; private init; } = "";

    public bool IsDrill { get; private init; }

    public string To { get; private init; } = "";

    public string Law { get; private init; } = "";

    public string Note { get; private init; } = "";

    public string Why { get; private init; } = "";

    public string Found { get; private init; } = "";

    public bool IsHarmless { get; private init; }

    /// <summary>Reads it.</summary>
    public static BreachBody Read(ref BodyReader reader, string[] known)
    {
        var body = new BreachBody("");
        while (reader.NextMember())
        {
            var name = reader.Name;
            if (name != "by" && !known.Contains(name))
            {
                throw reader.Unknown("the body", [.. known, "by"]);
            }

            reader.ToValue();
            body = name switch
            {
                "what" => body with { What = reader.Text(name, BreachRegister.TextMax) },
                "knownAt" => body with { KnownAt = reader.Time(name) },
                "from" => body with { From = reader.Time(name) },
                "until" => body with { Until = reader.Time(name) },
                "source" => body with { Source = reader.Text(name, NameMax) },
                "drill" => body with { IsDrill = reader.Truth(name) },
                "to" => body with { To = reader.Text(name, NameMax) },
                "law" => body with { Law = reader.Text(name, NameMax) },
                "note" => body with { Note = reader.Text(name, BreachRegister.TextMax) },
                "why" => body with { Why = Line(reader.Text(name, NameMax), name) },
                "found" => body with { Found = reader.Text(name, BreachRegister.TextMax) },
                "harmless" => body with { IsHarmless = reader.Truth(name) },
                _ => body with { By = Line(reader.Text(name, NameMax), name) },
            };
        }

        return body;
    }

    /// <summary>In the log of acts each of its parts is a line.</summary>
    private static string Line(string text, string member) =>
        text.Any(char.IsControl) ? throw new ProblemException(Problems.BadMember(member, "one line")) : text;
}
