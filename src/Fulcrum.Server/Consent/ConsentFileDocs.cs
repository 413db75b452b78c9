using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of consent records are described.</summary>
internal static class ConsentFileDocs
{
    private static readonly Shape Format = Shape.OneOf("ours has the fields of ISO/IEC TS 27560.", "ours", "dpv", "kantara", "xdm");

    /// <summary>Out.</summary>
    public static RouteDoc Export { get; } = new(
        "exportConsents", "A subject's consent records, in a format other systems read.", KeyOf.Admin, Shape.Any("A file of the format asked for."))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("format?", Format), ("principal?", Shape.Text("The type of the identifier that names the subject in the file; the subject's id when left out.")),
            ("language?", Shape.Text("Of the texts: en or ru.")), ("jurisdiction?", Shape.Text("Whose law, for example GB.")),
            ("purposes?", Shape.MapOf(Shape.Text(), "For xdm: the purpose of each path."))),
        Example = """{"identifiers":{"userId":"u-1"},"format":"ours","jurisdiction":"GB"}""",
        Problems = [ConsentFileProblems.Incomplete([]), ConsentFileProblems.Unmapped, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>In.</summary>
    public static RouteDoc Import { get; } = new(
        "importConsents", "Take in consent records of another system: with their own time and notice, wholly or not at all.", KeyOf.Admin,
        Shape.Of(
            ("read", Shape.Whole()), ("decisions", Shape.Whole()), ("recorded", Shape.Whole()), ("invalid", Shape.MapOf(Shape.Whole(), "Kept and enabling nothing, by reason.")),
            ("skipped", Shape.MapOf(Shape.Whole(), "Not recorded, by reason.")), ("refused?", Shape.MapOf(Shape.Whole(), "Not kept, since it may not be written here, by reason."))))
    {
        Body = Shape.Of(
            ("format", Format), ("principal?", Shape.Text("The type of identifier that the ids in the file are.")), ("verified?", Shape.Truth("Whether you vouch for the ids.")),
            ("trial?", Shape.Truth("Record nothing; say only what would be.")), ("purposes?", Shape.MapOf(Shape.Text(), "Our purpose for each of theirs, or skip.")),
            ("notices?", Shape.MapOf(Shape.Text(), "Our name@version for each of theirs.")), ("notice?", Shape.Text("For records that name none.")),
            ("language?", Shape.Text("For records that name none.")), ("channel?", Shape.Text("For records that name none; import when left out.")),
            ("surface?", Shape.Text("The surface of kind import that the file comes through.")), ("content", Shape.Any("The file."))),
        Example = """{"format":"xdm","trial":true,"purposes":{"marketing.email":"marketing-email"},"content":{"identityMap":{"email":[{"id":"a@b.example"}]},"consents":{"marketing":{"email":{"val":"n"}}}}}""",
        Problems = [ConsentFileProblems.Refused([]), CaptureProblems.UnknownSurface(""), .. Identity.IdentityDocs.OfIdentifiers],
    };
}
