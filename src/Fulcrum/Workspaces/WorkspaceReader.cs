using System.Collections.Immutable;
using Fulcrum.Notices;
using Fulcrum.Workspaces.Disclosures;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Workspaces;

/// <summary>Reads a workspace from its files, or says everything that is wrong with them.</summary>
/// <remarks>Pure. Start reading here: one line a kind of file, each after those it refers to.</remarks>
public static class WorkspaceReader
{
    /// <summary>Reads and checks all files. Never throws for what a person wrote.</summary>
    /// <param name="files">Path inside the folder (forward slashes) to text.</param>
    /// <param name="numbering">Numbers names already have; new names get the next free ones.</param>
    /// <param name="comparesNotices">False only to build notices anew: whether those in force tell what is so is then no fault.</param>
    public static WorkspaceReading Read(ImmutableSortedDictionary<string, string> files, Numbering numbering, bool comparesNotices = true)
    {
        var faults = new FaultList();
        var draft = new WorkspaceDraft(WorkspaceFiles.Open(files, faults), numbering, faults) { ComparesNotices = comparesNotices };

        draft.Basics = BasicsReader.Read(draft);
        draft.Disclosures = DisclosuresReader.Read(draft);
        draft.Purposes = PurposesReader.Read(draft);
        draft.Disclosures = DisclosuresReader.Tie(draft);
        draft.Notices = NoticesReader.Read(draft);
        PurposesReader.CheckAsked(draft);
        draft.IdentifierTypes = IdentifiersReader.Read(draft);
        draft.ContractDrafts = ContractsReader.Read(draft);
        draft.Facts = FactsReader.Read(draft);
        draft.Contracts = ContractsReader.Tie(draft);
        PurposesReader.CheckTree(draft);
        LawsReader.Check(draft);
        draft.Sources = SourcesReader.Read(draft);
        draft.Surfaces = SurfacesReader.Read(draft);
        draft.Segments = SegmentsReader.Read(draft);
        draft.Placements = PlacementsReader.Read(draft);
        draft.Offers = OffersReader.Read(draft);
        PlacementsReader.CheckFallbacks(draft);
        draft.ContactPolicy = ContactPolicyReader.Read(draft);
        draft.Views = ViewsReader.Read(draft);
        draft.Exchanges = ExchangesReader.Read(draft);
        draft.Partners = PartnersReader.Read(draft);
        draft.Systems = SystemsReader.Read(draft);
        draft.Staff = TrainingReader.Read(draft, RolesReader.Read(draft));
        if (!faults.HasUnreadableFile)
        {
            RulesReader.Check(draft);
        }

        var workspace = faults.IsEmpty ? NoticeTies.Complete(Finish(draft, Fingerprint.OfFiles(files)), draft) : null;
        return faults.IsEmpty
            ? new WorkspaceReading(workspace, NumbersOf(draft), []) { Warnings = draft.Warnings.Sorted() }
            : new WorkspaceReading(null, numbering, faults.Sorted()) { Warnings = draft.Warnings.Sorted() };
    }

    private static Numbering NumbersOf(WorkspaceDraft draft) =>
        new(draft.PurposeNumbers.Numbers, draft.IdentifierNumbers.Numbers, draft.SourceNumbers.Numbers);

    private static Workspace Finish(WorkspaceDraft draft, string version) => new()
    {
        Name = draft.Basics.Name,
        Version = version,
        Languages = draft.Basics.Languages,
        PhoneRegion = draft.Basics.PhoneRegion,
        Purposes = draft.Purposes,
        Notices = draft.Notices,
        Disclosures = draft.Disclosures,
        IdentifierTypes = draft.IdentifierTypes,
        Sources = draft.Sources,
        Surfaces = draft.Surfaces,
        Contracts = draft.Contracts,
        Facts = draft.Facts,
        Segments = draft.Segments,
        Placements = draft.Placements,
        Offers = draft.Offers,
        ContactPolicy = draft.ContactPolicy,
        Views = draft.Views,
        Exchanges = draft.Exchanges,
        Partners = draft.Partners,
        Systems = draft.Systems,
        Staff = draft.Staff,
        Settings = draft.Basics.Settings,
        Laws = draft.Laws,
        FoldVersion = Fingerprint.OfFold(draft),
    };
}

/// <summary>A workspace, or what is wrong with its files.</summary>
/// <param name="Workspace">Null exactly when there are faults.</param>
/// <param name="Numbering">With numbers for new names.</param>
/// <param name="Faults">Everything found, by file and line.</param>
public sealed record WorkspaceReading(Workspace? Workspace, Numbering Numbering, ImmutableArray<WorkspaceFault> Faults)
{
    /// <summary>What is allowed and should not stay so, by file and line.</summary>
    public ImmutableArray<WorkspaceFault> Warnings { get; init; } = [];
}
