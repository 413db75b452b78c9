using System.Text.Json;
using Fulcrum.Identity;
using Fulcrum.Server.Workspaces;

namespace Fulcrum.Server.Identity;

/// <summary>Whose: identifiers as callers write them, <c>{"email": "…", "userId": "…", "dealer-card": ["…", "…"]}</c>.</summary>
/// <remarks>Types have the workspace's names; <c>userId</c> and <c>anonymousId</c> also go by the names that events have for them.</remarks>
internal sealed class IdentifiersBody
{
    private const int ValuesMax = 32;
    private const int LengthMax = 512;

    private readonly List<KeyValuePair<string, string>> _values = [];

    /// <summary>Reads the object stood on.</summary>
    public static IdentifiersBody Read(ref BodyReader reader, string member)
    {
        var body = new IdentifiersBody();
        reader.EnterObject(member);
        while (reader.NextMember())
        {
            var type = reader.Name;
            reader.ToValue();
            if (!reader.IsArray)
            {
                body.Add(type, ref reader, member);
                continue;
            }

            while (reader.NextElement())
            {
                body.Add(type, ref reader, member);
            }
        }

        return body;
    }

    /// <summary>Reads a body that has nothing but identifiers.</summary>
    public static IdentifiersBody ReadAlone(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        while (reader.NextMember())
        {
            identifiers = reader.Is("identifiers"u8) ? Read(ref reader, "identifiers") : throw reader.Unknown("the body", "identifiers");
        }

        return identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers"));
    }

    /// <summary>The identifiers, all of which must be good; the problem of the first that is not.</summary>
    /// <param name="parts">The server's.</param>
    /// <param name="verified">Whether the caller vouches for them.</param>
    public List<Identifier> Resolve(ServerParts parts, bool verified = false)
    {
        var identifiers = new List<Identifier>(_values.Count);
        foreach (var (name, text) in _values)
        {
            identifiers.Add(parts.Core.Identifiers.TryRead(TypeOf(name, parts.Served), text, verified, out var identifier, out var fault)
                ? identifier
                : throw new ProblemException(Problems.Of(fault)));
        }

        return identifiers.Count > 0 ? identifiers : throw new ProblemException(Problems.MissingMember("identifiers"));
    }

    /// <summary>The identifiers that are good; a page is not left without an answer because a value is none.</summary>
    /// <param name="parts">The server's.</param>
    /// <param name="ignored">Types and faults of those that are not.</param>
    public IReadOnlyList<Identifier> ResolveGood(ServerParts parts, ref List<(string Type, Fault Fault)>? ignored)
    {
        if (_values.Count == 0)
        {
            return [];
        }

        var identifiers = new List<Identifier>(_values.Count);
        var served = parts.Served;
        foreach (var (name, text) in _values)
        {
            var type = TypeOf(name, served);
            if (parts.Core.Identifiers.TryRead(type, text, verified: false, out var identifier, out var fault))
            {
                identifiers.Add(identifier);
            }
            else
            {
                (ignored ??= []).Add((type, fault));
            }
        }

        return identifiers;
    }

    private void Add(string type, ref BodyReader reader, string member)
    {
        if (_values.Count == ValuesMax)
        {
            throw new ProblemException(Problems.BadMember(member, $"at most {ValuesMax} identifiers"));
        }

        if (reader.Kind != JsonTokenType.Null)
        {
            _values.Add(new(type, reader.Text(member, LengthMax)));
        }
    }

    private static string TypeOf(string name, ServedWorkspace served)
    {
        var types = served.Workspace.IdentifierTypes;
        if (types.ContainsKey(name))
        {
            return name;
        }

        var spelt = name switch { "userId" => "user-id", "anonymousId" => "anonymous-id", _ => "" };
        return types.ContainsKey(spelt) ? spelt : throw new ProblemException(Undeclared.IdentifierType(Nearest.To(name, types.Keys)));
    }
}
