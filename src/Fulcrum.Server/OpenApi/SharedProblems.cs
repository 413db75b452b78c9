namespace Fulcrum.Server.OpenApi;

/// <summary>The problems a route shares with others: of its key, of its body, and of the server.</summary>
internal static class SharedProblems
{
    /// <summary>Those of a route.</summary>
    public static IEnumerable<Problem> Of(RouteDoc doc)
    {
        IEnumerable<Problem> shared =
        [
            Problems.DoubtfulFraming, Problems.BadHttp(400), Problems.TooManyRequests, Problems.Overloaded, Problems.Internal, Problems.StoreUnavailable,
            Problems.StoreUnavailable with { Code = "store-write-failed" },
        ];
        return shared.Concat(OfKey(doc.Key)).Concat(doc.Body is not null && doc.Key is not KeyOf.Source ? OfBody : []);
    }

    private static IEnumerable<Problem> OfBody =>
    [
        Problems.MalformedJson(0, 0), Problems.BadMember("", ""), Problems.UnknownMember("", "", []), Problems.MissingMember(""), Problems.BodyTooLarge,
    ];

    private static IEnumerable<Problem> OfKey(KeyOf key)
    {
        var kinds = key switch { KeyOf.Decide => KeyKinds.Decide, KeyOf.Admin => KeyKinds.Admin, KeyOf.DecideOrAdmin => KeyKinds.Decide | KeyKinds.Admin, KeyOf.Partner => KeyKinds.Partner, _ => KeyKinds.None };
        return kinds != KeyKinds.None
            ? [Problems.KeyMissing(kinds), Problems.KeyUnknown(kinds), Problems.KeyOfOtherKind(kinds)]
            : key == KeyOf.Source ? [Problems.WriteKeyUnknown] : [];
    }
}
