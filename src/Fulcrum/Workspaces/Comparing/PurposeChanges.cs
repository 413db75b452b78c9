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
                fields.Field("parent", old.Parent, now.Parent, loosens: old.Parent.Length > 0);
                fields.Names("classes", old.Classes, now.Classes);
                fields.Field("signals", Signals(old), Signals(now), loosens: true);
                fields.Field("basis-in", Bases(old), Bases(now), loosens: true);
                fields.Field("privacy-control", Signal(old), Signal(now), loosens: now.RefusedByPrivacyControl != true || before is null || !PrivacyControl.IsDeclared(before));
                fields.Field("protective", old.Protective, now.Protective, loosens: true);
                fields.Text("title", old.Title, now.Title);
                fields.Text("reason", old.Reason, now.Reason);
            });
    }

    private static string Bases(Purpose purpose) => string.Join(", ", purpose.BasisIn.OrderBy(basis => basis.Key, StringComparer.Ordinal).Select(basis => $"{basis.Key} {basis.Value}"));

    private static string Signals(Purpose purpose) => string.Join(
        ' ', purpose.Signals.TcfPurposes.Select(id => $"tcf-{id}").Concat(purpose.Signals.GppFields).Concat(purpose.Signals.IsTracking ? ["tracking"] : []).Concat(purpose.Signals.ConsentMode));

    private static string Signal(Purpose purpose) => purpose.RefusedByPrivacyControl switch { true => "refuses", false => "leaves", null => "" };
}
