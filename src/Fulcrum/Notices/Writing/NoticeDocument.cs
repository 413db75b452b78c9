using System.Collections.Immutable;

namespace Fulcrum.Notices.Writing;

/// <summary>A notice in one language, as sections of plain text: what forms render and what the readability gate reads. Immutable.</summary>
/// <param name="Notice"><c>name@version</c>.</param>
/// <param name="Language"><c>en</c> or <c>ru</c>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="VersionLine">Which version it is, for people.</param>
/// <param name="Languages">The languages it is written in.</param>
/// <param name="Sections">The short form first.</param>
public sealed record NoticeDocument(
    string Notice, string Language, string Title, string VersionLine, ImmutableArray<string> Languages, ImmutableArray<NoticeSection> Sections);

/// <summary>One section.</summary>
/// <param name="Id">Its anchor, the same in every language.</param>
/// <param name="Heading">A question, or the name of the short form.</param>
/// <param name="Blocks">What it says.</param>
public sealed record NoticeSection(string Id, string Heading, ImmutableArray<NoticeBlock> Blocks)
{
    /// <summary>Whether it is the short form.</summary>
    public bool IsShortForm => Id == "short";

    /// <summary>Whether it is prose that people must be able to read; names and addresses are not.</summary>
    public bool IsProse => Id != "ourselves";

    /// <summary>Its words, a sentence or an item a line.</summary>
    public string PlainText => string.Join('\n', Blocks.SelectMany(block => block.Lines));
}

/// <summary>A piece of a section.</summary>
/// <remarks>Closed: a paragraph, a list, or terms with what is said of them.</remarks>
public abstract record NoticeBlock
{
    private protected NoticeBlock()
    {
    }

    /// <summary>Its words, a sentence or an item a line.</summary>
    public abstract IEnumerable<string> Lines { get; }
}

/// <summary>A paragraph.</summary>
/// <param name="Text">One or more sentences.</param>
public sealed record NoticeParagraph(string Text) : NoticeBlock
{
    /// <inheritdoc />
    public override IEnumerable<string> Lines => [Text];
}

/// <summary>Terms, each with sentences of its own; a second layer that opens where a page can.</summary>
/// <param name="Items">In order.</param>
/// <param name="IsLayer">Whether what is said of a term is a layer of its own.</param>
public sealed record NoticeTerms(ImmutableArray<NoticeTerm> Items, bool IsLayer) : NoticeBlock
{
    /// <inheritdoc />
    public override IEnumerable<string> Lines => Items.SelectMany(item => item.Lines.Prepend(item.Term));
}

/// <summary>A term and what is said of it.</summary>
/// <param name="Term">Short.</param>
/// <param name="Lines">Sentences; may be empty.</param>
public sealed record NoticeTerm(string Term, ImmutableArray<string> Lines);
