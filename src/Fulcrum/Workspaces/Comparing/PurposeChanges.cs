using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of purposes.</summary>
internal static class PurposeChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "purpose",
            before?.Purposes,
            after.Purposes,
            purpose => !purpose.NeedsConsent && !purpose.Protective,
            purpose => purpose.Protective,
            (fields, old, now) =>
            {
                fields.Field("basis", old.Basis, now.Basis, old.NeedsConsent);
                fields.Field("privacy-control", Signal(old), Signal(now), loosens: now.RefusedByPrivacyControl != true || before is null || !PrivacyControl.IsDeclared(before));
                fields.Field("protective", old.Protective, now.Protective, loosens: true);
                fields.Text("title", old.Title, now.Title);
                fields.Text("reason", old.Reason, now.Reason);
            });
    }

    private static string Signal(Purpose purpose) => purpose.RefusedByPrivacyControl switch { true => "refuses", false => "leaves", null => "" };
}
