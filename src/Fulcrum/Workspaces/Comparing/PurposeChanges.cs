using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of purposes and notices.</summary>
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

        changes.Compare(
            "notice",
            before?.Notices,
            after.Notices,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                fields.Purposes("purposes", old.Purposes, now.Purposes);

                // Grants name this version: another text under it is not what people agreed to.
                fields.Text("text", old.Text, now.Text, loosens: true);
                fields.Field("until", old.Until, now.Until, now.Until is null || now.Until > old.Until);
            });
    }

    private static string Signal(Purpose purpose) => purpose.RefusedByPrivacyControl switch { true => "refuses", false => "leaves", null => "" };
}
