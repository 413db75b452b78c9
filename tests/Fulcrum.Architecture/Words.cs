using System.Text.RegularExpressions;

namespace Fulcrum.Architecture;

/// <summary>One word, one meaning: words the glossary has another word for, and words that say only a kind.</summary>
internal static partial class Words
{
    /// <summary>A word no type's name may hold, and what to say instead.</summary>
    public static IReadOnlyDictionary<string, string> Banned { get; } = new Dictionary<string, string>
    {
        ["Audience"] = "say Segment",
        ["Base"] = "say what it is",
        ["Common"] = "say what it is",
        ["Customer"] = "say Subject",
        ["Dto"] = "on the wire it is a Body",
        ["Helper"] = "say what it does",
        ["Helpers"] = "say what it does",
        ["Impl"] = "say which one it is",
        ["Judgement"] = "say Verdict",
        ["Manager"] = "say what it does",
        ["Person"] = "say Subject",
        ["Service"] = "say what it does",
        ["Util"] = "say what it does",
        ["Utils"] = "say what it does",
        ["Utility"] = "say what it does",
    };

    /// <summary>The words of a name in PascalCase; an interface's <c>I</c> is a word of its own.</summary>
    public static IEnumerable<string> In(string name) => Word().Matches(name).Select(match => match.Value);

    [GeneratedRegex("[A-Z](?=[A-Z][a-z])|[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")]
    private static partial Regex Word();
}
