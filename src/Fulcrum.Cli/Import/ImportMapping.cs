using System.Collections.Immutable;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Import;

/// <summary>How the rows of a file become events. Written by people; see <c>docs/guides/import.md</c>.</summary>
/// <param name="Source">Name of the source of the workspace whose contract the events must keep.</param>
/// <param name="SourceAt">Where it is written.</param>
/// <param name="File">How the file is laid out.</param>
/// <param name="Type">The call each row becomes.</param>
/// <param name="Name">Name of the track event, page or screen; empty where <paramref name="NameColumn"/> has it.</param>
/// <param name="NameColumn">The column that names the event; null where all have one name.</param>
/// <param name="Identifiers">Which column is which type of identifier.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Properties">Which columns are which properties or traits.</param>
/// <param name="Synthetic">Consents made up for a demonstration; null for none, as it must be for real customers.</param>
/// <param name="Digest">SHA-256 of the mapping's text, lower-case hex.</param>
internal sealed record ImportMapping(
    string Source,
    Place SourceAt,
    FileLayout File,
    EventType Type,
    string Name,
    ColumnName? NameColumn,
    ImmutableArray<IdentifierColumn> Identifiers,
    TimeColumn Time,
    ImmutableArray<PropertyColumn> Properties,
    SyntheticConsents? Synthetic,
    string Digest)
{
    /// <summary>Every column it takes something from, in the order written.</summary>
    public IEnumerable<ColumnName> Columns =>
    [
        .. NameColumn is { } name ? [name] : Array.Empty<ColumnName>(),
        .. Identifiers.Select(identifier => identifier.Column),
        Time.Column,
        .. Properties.Select(property => property.Column),
    ];
}

/// <summary>A column a mapping names.</summary>
/// <param name="Name">Its name in the file's header or in the mapping's list; for JSON Lines a dotted path.</param>
/// <param name="At">Where the mapping names it.</param>
internal readonly record struct ColumnName(string Name, Place At);

/// <summary>How a file is laid out.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Delimiter">Between columns; delimited files only.</param>
/// <param name="Columns">Names of its columns; null when a header names them or the format does.</param>
/// <param name="Encoding">UTF-8 or an encoding of one byte a character.</param>
internal sealed record FileLayout(FileFormat Format, char Delimiter, ImmutableArray<string>? Columns, Encoding Encoding);

/// <summary>Formats of files.</summary>
internal enum FileFormat
{
    /// <summary>Columns between delimiters (RFC 4180).</summary>
    Csv,

    /// <summary>Columns between runs of spaces.</summary>
    Spaced,

    /// <summary>One JSON object a line.</summary>
    JsonLines,
}

/// <summary>A column that holds an identifier.</summary>
/// <param name="Type">Name of the identifier type.</param>
/// <param name="Column">The column.</param>
internal sealed record IdentifierColumn(string Type, ColumnName Column);

/// <summary>The column that says when it happened.</summary>
/// <param name="Column">The column.</param>
/// <param name="Format">A date pattern, or <c>iso</c>, <c>unix-seconds</c>, <c>unix-milliseconds</c>.</param>
/// <param name="Zone">The zone of times that do not say theirs.</param>
internal sealed record TimeColumn(ColumnName Column, string Format, TimeZoneInfo Zone);

/// <summary>A column that becomes a property (or a trait, for identify and group).</summary>
/// <param name="Path">Dotted path of the property.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">What its text is read as.</param>
/// <param name="Decimal">The decimal sign of numbers.</param>
internal sealed record PropertyColumn(string Path, ColumnName Column, FactType Type, char Decimal);

/// <summary>Consents made up for a demonstration, marked as such in every record: a share of customers by a hash of their identifier.</summary>
/// <param name="By">The identifier type that decides and that the consent is recorded for.</param>
/// <param name="Purposes">The purposes decided on.</param>
/// <param name="GivenPercent">Share that says yes.</param>
/// <param name="RefusedPercent">Share that says no; the rest is never asked and stays unknown.</param>
/// <param name="At">Where it is written.</param>
internal sealed record SyntheticConsents(string By, ImmutableArray<string> Purposes, int GivenPercent, int RefusedPercent, Place At);
