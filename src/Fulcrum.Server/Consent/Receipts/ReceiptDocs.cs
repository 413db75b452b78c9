using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Consent.Receipts;

/// <summary>How the routes of receipts are described.</summary>
internal static class ReceiptDocs
{
    private static readonly Shape Asked = Shape.Of(("receipt", Shape.Text("Its id, as the answer to a recorded consent says it.")), ("language?", Shape.Text("Of the page: en or ru.")));

    /// <summary>No such receipt.</summary>
    public static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "unknown-receipt", "There is no such receipt",
        "No consent has this receipt, or its subject was erased.",
        "A receipt is made from the record itself, and an erased one is gone for good.",
        "Check the id; it stands in the answer of /v1/consents.");

    /// <summary>The file.</summary>
    public static RouteDoc Receipt { get; } = new(
        "receipt", "The receipt of a grant, a refusal or a withdrawal, to hand to the subject. It can be verified without us.", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("schema_version", Shape.Text()), ("receipt_id", Shape.Text()), ("record", Shape.AnyObject("As the ledger commits to it.")), ("salt", Shape.Text("32 bytes in base64.")),
            ("proof", Shape.Text("A C2SP tlog-proof."))))
    {
        Body = Asked,
        Example = """{"receipt":"r-42"}""",
        Problems = [Unknown, LedgerDocs.Missing],
    };

    /// <summary>The page.</summary>
    public static RouteDoc Page { get; } = new(
        "receiptPage", "The receipt as one HTML file to keep or print; it verifies itself in the browser and loads nothing.", KeyOf.DecideOrAdmin, Shape.Text("A page."))
    {
        Type = "text/html",
        Body = Asked,
        Example = """{"receipt":"r-42","language":"en"}""",
        Problems = [Unknown, LedgerDocs.Missing],
    };
}
