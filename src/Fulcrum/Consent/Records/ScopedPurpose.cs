namespace Fulcrum.Consent.Records;

/// <summary>A purpose and how much of it, in one text: <c>marketing</c>, <c>marketing@e-mail</c>, <c>marketing#user.location</c>, <c>marketing@e-mail#user.location</c>.</summary>
/// <remarks>So a consent to a part of a purpose stays one in formats that know purposes only, and is never read as one to the whole.</remarks>
/// <param name="Purpose">Name of the purpose.</param>
/// <param name="Scope">How much of it.</param>
public readonly record struct ScopedPurpose(string Purpose, ConsentScope Scope)
{
    /// <summary>Reads the text; one without marks is the whole purpose.</summary>
    public static ScopedPurpose Of(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var category = hash < 0 ? "" : text[(hash + 1)..];
        var rest = hash < 0 ? text : text[..hash];
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return new ScopedPurpose(at < 0 ? rest : rest[..at], new ConsentScope(at < 0 ? "" : rest[(at + 1)..], category));
    }

    /// <summary>The text.</summary>
    public override string ToString() =>
        $"{Purpose}{(Scope.Channel.Length > 0 ? $"@{Scope.Channel}" : "")}{(Scope.Category.Length > 0 ? $"#{Scope.Category}" : "")}";
}
