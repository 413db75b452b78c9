using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Consent.Signals;

/// <summary>Reads Global Privacy Platform strings, whole or not at all.</summary>
/// <remarks>
/// The sections of the USA are read field by field, section 2 as a TC string, section 6 as a US Privacy string; any other section
/// is kept as text. Pure; linear in the length of the text, which is bounded. Never throws for any text.
/// </remarks>
public static class GppStringReader
{
    /// <summary>The longest string read, in characters.</summary>
    public const int LengthMax = 32_768;

    private const int HeaderKind = 3;
    private const int HeaderVersion = 1;
    private const int SectionsMax = 64;
    private const int TcfEu = 2;
    private const int UsPrivacy = 6;
    private const int National = 7;

    /// <summary>Reads a string, or says what is wrong with it.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out GppString? read, [NotNullWhen(false)] out Fault? fault)
    {
        read = null;
        text ??= "";
        if (text.Length is 0 or > LengthMax)
        {
            fault = Faulty(text.Length == 0 ? "It is empty." : $"It is longer than {LengthMax} characters.");
            return false;
        }

        var parts = text.Split('~', SectionsMax + 2);
        (var ids, var what) = ReadHeader(parts[0]);
        if (!ids.IsDefault && ids.Length != parts.Length - 1)
        {
            (ids, what) = (default, $"Its header names {ids.Length} sections and {parts.Length - 1} follow.");
        }

        var sections = ImmutableArray.CreateBuilder<GppSection>();
        for (var index = 0; !ids.IsDefault && index < ids.Length; index++)
        {
            (var section, what) = ReadSection(ids[index], parts[index + 1]);
            if (section is null)
            {
                ids = default;
                break;
            }

            sections.Add(section);
        }

        fault = ids.IsDefault ? Faulty(what) : null;
        read = ids.IsDefault ? null : new GppString(HeaderVersion, sections.DrainToImmutable());
        return read is not null;
    }

    /// <summary>Reads one section of the USA by itself, as some clients send it.</summary>
    public static bool TryReadSection(int id, string? text, [NotNullWhen(true)] out GppSection? section, [NotNullWhen(false)] out Fault? fault)
    {
        (section, var what) = (text ?? "").Length is 0 or > LengthMax ? (null, "It is empty or too long.") : ReadSection(id, text!);
        fault = section is null ? Faulty(what) : null;
        return section is not null;
    }

    private static (ImmutableArray<int> Ids, string What) ReadHeader(string header)
    {
        if (!BitReader.IsBase64Url(header))
        {
            return (default, "Its header is empty or holds a character outside web-safe base64.");
        }

        var reader = new BitReader(header);
        var (kind, version, entries) = (reader.ReadInt(6), reader.ReadInt(6), reader.ReadInt(12));
        if (kind != HeaderKind || version != HeaderVersion)
        {
            return (default, $"Its header is of type {kind} and version {version}; read are type {HeaderKind}, version {HeaderVersion}.");
        }

        var ids = ImmutableArray.CreateBuilder<int>();
        var last = 0;
        for (var entry = 0; entry < entries; entry++)
        {
            var isRange = reader.ReadBit();
            var first = reader.ReadFibonacci();
            var length = isRange ? reader.ReadFibonacci() : 0;
            if (reader.IsShort || first + last > SectionsMax || length > SectionsMax || ids.Count > SectionsMax)
            {
                return (default, "Its header ends too early or names a section nobody knows.");
            }

            for (var id = last + first; id <= last + first + length; id++)
            {
                ids.Add(id);
            }

            last += first + length;
        }

        return (ids.DrainToImmutable(), "");
    }

    private static (GppSection? Section, string What) ReadSection(int id, string text)
    {
        if (id == TcfEu)
        {
            return TcStringReader.TryRead(text, out var tc, out var fault)
                ? (new GppSection(id, "tcfeuv2", text, [], tc), "")
                : (null, fault.What);
        }

        if (id == UsPrivacy)
        {
            return UsPrivacyString.TryRead(text, out var us, out var fault)
                ? (new GppSection(id, "uspv1", text, us.ToFields(), null), "")
                : (null, fault.What);
        }

        return GppLayout.Find(id) is { } layout ? ReadFields(layout, text) : (new GppSection(id, "", text, [], null), "");
    }

    private static (GppSection? Section, string What) ReadFields(GppLayout layout, string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var core = text.AsSpan(0, dot < 0 ? text.Length : dot);
        if (!BitReader.IsBase64Url(core))
        {
            return (null, $"Section {layout.Id} is empty or holds a character outside web-safe base64.");
        }

        var reader = new BitReader(core);
        var version = reader.ReadInt(6);
        if (version < 1 || version > layout.VersionMax)
        {
            return (null, $"Section {layout.Id} is of version {version}; read are 1 to {layout.VersionMax}.");
        }

        var fields = ImmutableArray.CreateBuilder<GppField>();
        fields.Add(new GppField("Version", [version]));
        var slots = layout.Id == National && version == 1 ? GppLayouts.National(sensitive: 12, children: 2) : layout.Core;
        foreach (var slot in slots)
        {
            fields.Add(ReadField(ref reader, slot));
        }

        if (reader.IsShort)
        {
            return (null, $"Section {layout.Id} ends too early.");
        }

        var fault = dot < 0 ? "" : ReadTail(layout, text.AsSpan(dot + 1), fields);
        return fault.Length > 0 ? (null, fault) : (new GppSection(layout.Id, layout.Name, text, fields.DrainToImmutable(), null), "");
    }

    private static string ReadTail(GppLayout layout, ReadOnlySpan<char> segment, ImmutableArray<GppField>.Builder fields)
    {
        var reader = new BitReader(segment);
        if (layout.Tail == GppTail.None || !BitReader.IsBase64Url(segment))
        {
            return $"Section {layout.Id} has a second segment that nobody knows.";
        }

        if (layout.Tail == GppTail.SensitiveData)
        {
            fields.Add(ReadField(ref reader, new GppSlot("SensitiveDataProcessing", GppLayouts.SensitiveItems)));
            return reader.IsShort ? $"Section {layout.Id} ends too early." : "";
        }

        if (reader.ReadInt(2) != 1)
        {
            return $"Section {layout.Id} has a second segment that nobody knows.";
        }

        fields.Add(new GppField("Gpc", [reader.ReadInt(1)]));
        return "";
    }

    private static GppField ReadField(ref BitReader reader, GppSlot slot)
    {
        var values = ImmutableArray.CreateBuilder<int>(slot.Items);
        for (var item = 0; item < slot.Items; item++)
        {
            values.Add(reader.ReadInt(2));
        }

        return new GppField(slot.Name, values.MoveToImmutable());
    }

    private static Fault Faulty(string what) => new(
        "gpp-string-unreadable", $"The GPP string cannot be read. {what}", "Send the string as the consent management platform gave it, whole and unchanged.");
}
