using System.Globalization;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of the ledger are described, and what they answer when they cannot serve.</summary>
internal static class LedgerDocs
{
    private static readonly Shape Hash = Shape.Text("32 bytes in base64.");

    /// <summary>A server over a store without a ledger.</summary>
    public static Problem Missing { get; } = new(
        StatusCodes.Status404NotFound, "ledger-missing", "There is no ledger here",
        "This server keeps no consent ledger.",
        "Only what has a ledger can prove its past.",
        "Ask a server that was started with fulcrum serve: its store has one.");

    /// <summary>The head.</summary>
    public static RouteDoc Checkpoint { get; } = new(
        "ledgerCheckpoint", "The signed head of the consent ledger (C2SP tlog-checkpoint). Keep it: no later head can hide from it.", KeyOf.Nobody, Shape.Text("A signed note: origin, size, root, signature."))
    {
        Type = "text/plain", Problems = [Missing],
    };

    /// <summary>The keys.</summary>
    public static RouteDoc Key { get; } = new(
        "ledgerKey", "The public keys the ledger's heads are signed with.", KeyOf.Nobody,
        Shape.Of(
            ("origin", Shape.Text("Names the ledger; the first line of every checkpoint.")), ("key", Shape.Text("The key in force, as C2SP signed-note writes it.")),
            ("earlier", Shape.ListOf(Shape.Text(), "Keys before it, the last first.")), ("successions", Shape.ListOf(Shape.Text(), "Notes in which each earlier key signed for the next."))))
    {
        Problems = [Missing],
    };

    /// <summary>An entry's proof.</summary>
    public static RouteDoc Inclusion { get; } = new(
        "proveInclusion", "Prove that an entry is in the ledger (RFC 6962 2.1.1). fulcrum ledger check-proof takes the answer.", KeyOf.Nobody,
        Shape.Of(
            ("leafIdx", Shape.Whole()), ("treeSize", Shape.Whole()), ("root", Hash), ("leaf", Shape.Text("What the entry says, 49 bytes in base64: kind, journal sequence, time, commitment.")),
            ("leafHash", Hash), ("proof", Shape.ListOf(Hash))))
    {
        Values = [("index", "The entry's place, from 0.", "0"), ("size", "Entries in the tree; at most as many as the newest checkpoint says.", "1")],
        Problems = [Missing, OutOfRange("", 0, 0)],
    };

    /// <summary>Two heads' proof.</summary>
    public static RouteDoc Consistency { get; } = new(
        "proveConsistency", "Prove that a head grew out of an older one (RFC 6962 2.1.2). fulcrum ledger check-proof takes the answer.", KeyOf.Nobody,
        Shape.Of(("size1", Shape.Whole()), ("size2", Shape.Whole()), ("root1", Hash), ("root2", Hash), ("proof", Shape.ListOf(Hash))))
    {
        Values = [("from", "Size of the older head, at least 1.", "1"), ("to", "Size of the newer head.", "1")],
        Problems = [Missing, OutOfRange("", 0, 0)],
    };

    /// <summary>A size or place the ledger does not have.</summary>
    public static Problem OutOfRange(string name, long min, long max) => new(
        StatusCodes.Status400BadRequest, "ledger-range", "The ledger has no such place",
        max < min
            ? "The ledger has no entries yet."
            : string.Create(CultureInfo.InvariantCulture, $"'{name}' is not a whole number from {min} to {max}."),
        "A proof is about entries that are there, and a head about as many as there are.",
        "Ask for the checkpoint first and stay within its size: GET /v1/ledger/checkpoint.");
}
