using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>surfaces.yaml</c>: where subjects are asked, and what a yes through each place must bring.</summary>
internal static class SurfacesReader
{
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LifeMax = TimeSpan.FromDays(1);

    private static readonly ImmutableArray<EvidenceKind> OfStaff = [EvidenceKind.Recording, EvidenceKind.PaperForm, EvidenceKind.ShopReceipt, EvidenceKind.Document];

    public static FrozenDictionary<string, CaptureSurface> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("surfaces.yaml");
        if (keys is null)
        {
            foreach (var name in Unproved(draft, draft.Sources.Keys))
            {
                draft.Warn(
                    new Place("sources.yaml", 1), "yes-unproved", $"The workspace has no surfaces, so whoever knows the public key of \"{name}\" can say yes for a customer.",
                    "Declare the page that it is in surfaces.yaml.");
            }

            return FrozenDictionary<string, CaptureSurface>.Empty;
        }

        keys.Need("surfaces", "List at least one surface below \"surfaces:\".");
        var surfaces = draft.ByName([.. keys.Named("surfaces").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft)))], "surface");
        keys.Done();
        foreach (var name in Unproved(draft, draft.Sources.Keys.Except(surfaces.Values.SelectMany(surface => surface.Sources))))
        {
            draft.Warn(
                new Place("sources.yaml", 1), "yes-unproved", $"No surface asks through \"{name}\", so a yes that comes from it is refused.",
                "Name the source with a surface, or remove its consent categories.");
        }

        return surfaces;
    }

    /// <summary>Those with a public key that report consents.</summary>
    private static IEnumerable<string> Unproved(WorkspaceDraft draft, IEnumerable<string> names) =>
        names.Where(name => draft.Sources[name] is { Trusted: false, ConsentCategories.IsEmpty: false }).Order(StringComparer.Ordinal).Select(YamlFile.Shown);

    private static CaptureSurface ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The surface \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        keys.Need("kind", "Say what kind of place it is: page, call-centre, shop, import or api.");
        var kind = keys.Choice(
            "kind", SurfaceKind.Page, ("page", SurfaceKind.Page), ("call-centre", SurfaceKind.CallCentre), ("shop", SurfaceKind.Shop), ("import", SurfaceKind.Import), ("api", SurfaceKind.Api));
        var proof = ReadProof(keys, kind, draft.Faults);
        var channel = keys.NeedScalar("channel", "Say by what way people decide there: web, app, phone, in-person, import.");
        if (channel is not null)
        {
            Names.Check(channel.Text, channel.At, draft.Faults);
        }

        var notices = ReadNotices(keys, draft);
        var purposes = ReadPurposes(keys, notices, draft);
        var sources = ReadSources(keys, kind, draft);
        var evidence = ReadEvidence(keys, kind, draft.Faults);
        var asks = keys.Scalars("asks-channels");
        foreach (var asked in asks)
        {
            Names.Check(asked.Text, asked.At, draft.Faults);
        }

        var life = ReadLife(keys, proof, draft);
        var jurisdiction = keys.Text("jurisdiction");
        NoVariants.Check(keys, "A surface", draft.Faults);
        keys.Done();
        return new CaptureSurface(
            entry.Key, kind, proof, channel?.Text ?? "", [.. notices.Select(notice => notice.Id)], purposes, sources, [.. asks.Select(asked => asked.Text)], evidence, life, title)
        {
            Jurisdiction = jurisdiction,
        };
    }

    private static CaptureProof ReadProof(KeyReader keys, SurfaceKind kind, FaultList faults)
    {
        CaptureProof[] fit = kind switch
        {
            SurfaceKind.CallCentre or SurfaceKind.Shop => [CaptureProof.Operator],
            SurfaceKind.Import => [CaptureProof.ImportRecord],
            SurfaceKind.Api => [CaptureProof.SubjectToken, CaptureProof.PageNonce],
            _ => [CaptureProof.PageNonce, CaptureProof.SubjectToken],
        };
        var proof = keys.Choice(
            "proof", fit[0], ("page-nonce", CaptureProof.PageNonce), ("subject-token", CaptureProof.SubjectToken), ("operator", CaptureProof.Operator), ("import-record", CaptureProof.ImportRecord));
        if (!fit.Contains(proof))
        {
            faults.Add(keys.PlaceOf("proof"), "proof-unfit", "A surface of this kind cannot have this proof.", "Remove \"proof\": a page takes a nonce or token, staff name themselves and their evidence, an import its record.");
        }

        return proof;
    }

    private static List<Notice> ReadNotices(KeyReader keys, WorkspaceDraft draft)
    {
        keys.Need("notices", "Name the notices it shows, for example [web-privacy@2026-11].");
        var notices = new List<Notice>();
        foreach (var name in keys.Scalars("notices"))
        {
            if (draft.Notices.TryResolve(name, "notice", draft.Faults, out var notice))
            {
                notices.Add(notice);
            }
        }

        return notices;
    }

    private static PurposeSet ReadPurposes(KeyReader keys, List<Notice> notices, WorkspaceDraft draft)
    {
        var shown = notices.Aggregate(PurposeSet.Empty, (all, notice) => all | notice.Purposes);
        if (keys.Find("purposes") is null)
        {
            return shown;
        }

        var asked = PurposeSet.Empty;
        foreach (var name in keys.Scalars("purposes"))
        {
            if (!draft.Purposes.TryResolve(name, "purpose", draft.Faults, out var purpose))
            {
                continue;
            }

            asked |= purpose.Alone;
            if (notices.Count > 0 && !shown.Contains(purpose))
            {
                draft.Faults.Add(name.At, "purpose-not-asked", $"No notice of this surface asks for \"{purpose.Name}\".", "Name a notice that does, or remove the purpose.");
            }
        }

        return asked;
    }

    private static ImmutableArray<string> ReadSources(KeyReader keys, SurfaceKind kind, WorkspaceDraft draft)
    {
        var sources = keys.Scalars("sources");
        foreach (var name in sources)
        {
            if (draft.Sources.TryResolve(name, "source", draft.Faults, out var source) && (source.Trusted || kind is not (SurfaceKind.Page or SurfaceKind.Api)))
            {
                draft.Faults.Add(name.At, "surface-source-unfit", $"\"{source.Name}\" cannot be a source of this surface.", "Name sources with a public key, at a surface of kind page or api; those with a secret key need none.");
            }
        }

        return [.. sources.Select(name => name.Text)];
    }

    private static ImmutableArray<EvidenceKind> ReadEvidence(KeyReader keys, SurfaceKind kind, FaultList faults)
    {
        var isStaff = kind is SurfaceKind.CallCentre or SurfaceKind.Shop;
        var named = keys.Scalars("evidence");
        if (!isStaff)
        {
            if (named.Length > 0)
            {
                faults.Add(keys.PlaceOf("evidence"), "proof-unfit", "Only staff bring evidence: at surfaces of kind call-centre and shop.", "Remove \"evidence\".");
            }

            return [];
        }

        var kinds = ImmutableArray.CreateBuilder<EvidenceKind>();
        foreach (var name in named)
        {
            var found = OfStaff.Where(one => Word(one) == name.Text).ToArray();
            kinds.AddRange(found);
            if (found.Length == 0)
            {
                faults.Add(name.At, "unknown-word", $"There is no evidence of the kind \"{YamlFile.Shown(name.Text)}\".", Nearest.Remedy(name.Text, OfStaff.Select(Word)));
            }
        }

        return kinds.Count > 0 ? kinds.ToImmutable() : kind == SurfaceKind.CallCentre ? [EvidenceKind.Recording] : [EvidenceKind.PaperForm, EvidenceKind.ShopReceipt];
    }

    private static TimeSpan ReadLife(KeyReader keys, CaptureProof proof, WorkspaceDraft draft)
    {
        var written = keys.FindSpan("life");
        var most = draft.Basics.Settings.DedupeWindow < LifeMax ? draft.Basics.Settings.DedupeWindow : LifeMax;
        if (written is { } life && (proof is CaptureProof.Operator or CaptureProof.ImportRecord || life > most || life < TimeSpan.FromMinutes(1)))
        {
            draft.Faults.Add(keys.PlaceOf("life"), "out-of-range", "A nonce or token cannot be used for so long, or there is none here.", $"Write 1m to {Span.Text(most)} at surfaces that take nonces or tokens: it must be remembered for as long (dedupe-window).");
        }

        return written ?? (UsualLife < most ? UsualLife : most);
    }

    private static string Word(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Recording => "recording",
        EvidenceKind.PaperForm => "paper-form",
        EvidenceKind.ShopReceipt => "shop-receipt",
        _ => "document",
    };
}
