namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of the surfaces where subjects are asked.</summary>
internal static class SurfaceChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        // With the last surface goes the demand that a yes in events be proved.
        var (had, has) = (before?.Surfaces.Count > 0, after.Surfaces.Count > 0);
        changes.Compare(
            "surface",
            before?.Surfaces,
            after.Surfaces,
            _ => had,
            _ => !has,
            (fields, old, now) =>
            {
                fields.Field("kind", old.Kind, now.Kind);
                fields.Field("proof", old.Proof, now.Proof, loosens: now.Proof != Consent.Capture.CaptureProof.SubjectToken);
                fields.Field("channel", old.Channel, now.Channel);
                fields.Names("notices", old.Notices, now.Notices, addLoosens: true);
                fields.Purposes("purposes", old.Purposes, now.Purposes);
                fields.Names("sources", old.Sources, now.Sources, addLoosens: true);
                fields.Names("asks-channels", old.AsksChannels, now.AsksChannels, addLoosens: true, removeLoosens: now.AsksChannels.IsEmpty);
                fields.Names("evidence", old.Evidence.Select(kind => kind.ToString()), now.Evidence.Select(kind => kind.ToString()), addLoosens: true);
                fields.Field("life", old.Life, now.Life, loosens: now.Life > old.Life);
                fields.Field("jurisdiction", old.Jurisdiction, now.Jurisdiction, loosens: true);
                fields.Text("title", old.Title, now.Title);
            });
    }
}
