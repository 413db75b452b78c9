using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Import;

/// <summary>Makes an event of a row, or says why none can be made. Not safe from many threads.</summary>
internal sealed class EventMaker
{
    private readonly ImportMapping _mapping;
    private readonly string _fileDigest;
    private readonly int _time;
    private readonly int _name;
    private readonly ImmutableArray<(int Column, IdentifierSlot Slot)> _identifiers;
    private readonly ImmutableArray<int> _properties;
    private readonly JsonShape _propertyShape = new();
    private readonly JsonShape _contextShape = new();
    private readonly object?[] _values;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Binds a mapping to the columns of a file and to a workspace.</summary>
    /// <exception cref="CommandFault">The mapping names a column or identifier type there is not.</exception>
    public EventMaker(ImportMapping mapping, ImmutableArray<string> columns, Workspace workspace, string fileDigest)
    {
        (_mapping, _fileDigest, _json) = (mapping, fileDigest, new Utf8JsonWriter(_buffer));
        var faults = new List<PlacedFault>();
        _time = IndexOf(mapping.Time.Column, columns, faults);
        _name = mapping.NameColumn is { } name ? IndexOf(name, columns, faults) : -1;
        _properties = [.. mapping.Properties.Select(property => IndexOf(property.Column, columns, faults))];
        for (var index = 0; index < mapping.Properties.Length; index++)
        {
            _propertyShape.Add(mapping.Properties[index].Path, index);
        }

        _identifiers = [.. mapping.Identifiers.Select(identifier => (IndexOf(identifier.Column, columns, faults), SlotOf(identifier, workspace, faults)))];
        for (var index = 0; index < _identifiers.Length; index++)
        {
            var (part, path) = _identifiers[index].Slot;
            var shape = part switch { EventPart.Properties => _propertyShape, EventPart.Context => _contextShape, _ => null };
            shape?.Add(path, _properties.Length + index);
        }

        if (faults.Count > 0)
        {
            throw new CommandFault(faults);
        }

        _values = new object?[_properties.Length + _identifiers.Length];
    }

    /// <summary>Makes the event. Its message id is the file's digest and the row's line, since rows may repeat exactly.</summary>
    /// <param name="row">A good row.</param>
    /// <param name="now">Time of receipt.</param>
    /// <param name="made">The event; null when <paramref name="fault"/> says why not.</param>
    /// <param name="fault">Never holds a value of the row.</param>
    public bool TryMake(Row row, Instant now, out Event? made, out Fault? fault)
    {
        made = null;
        if (!TimeText.TryRead(row.Values[_time]?.Trim() ?? "", _mapping.Time, now, out var occurredAt, out fault)
            || !TryReadProperties(row, out fault)
            || !TryReadIdentifiers(row, out var userId, out var anonymousId, out fault))
        {
            return false;
        }

        var name = _name < 0 ? _mapping.Name : row.Values[_name]?.Trim() ?? "";
        if (name.Length == 0 && _mapping.Type == EventType.Track)
        {
            fault = new Fault("no-name", "The column that names the event is empty.", "Fill it, or give all rows one name in the mapping.");
            return false;
        }

        var messageId = string.Create(CultureInfo.InvariantCulture, $"{_fileDigest}-{row.Line}");
        var properties = Write(_propertyShape);
        var context = _contextShape.IsEmpty ? default : Write(_contextShape);
        made = new Event
        {
            Type = _mapping.Type,
            Name = name,
            MessageId = messageId,
            UserId = userId,
            AnonymousId = anonymousId,
            Properties = properties,
            Context = context,
            OccurredAt = occurredAt,
            ReceivedAt = now,
            Raw = WriteWhole(name, messageId, userId, anonymousId, occurredAt, properties, context),
        };
        return true;
    }

    private bool TryReadProperties(Row row, out Fault? fault)
    {
        fault = null;
        for (var index = 0; index < _properties.Length; index++)
        {
            if (!ValueText.TryRead(row.Values[_properties[index]], _mapping.Properties[index], _mapping.Time.Zone, out _values[index], out fault))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadIdentifiers(Row row, out string userId, out string anonymousId, out Fault? fault)
    {
        (userId, anonymousId, fault) = ("", "", null);
        var found = false;
        for (var index = 0; index < _identifiers.Length; index++)
        {
            var (column, slot) = _identifiers[index];
            var text = row.Values[column]?.Trim() ?? "";
            found |= text.Length > 0;
            _values[_properties.Length + index] = text.Length > 0 ? text : null;
            if (slot.Part == EventPart.UserId)
            {
                userId = text;
            }
            else if (slot.Part == EventPart.AnonymousId)
            {
                anonymousId = text;
            }
        }

        fault = found ? null : new Fault("no-identifier", "No column of the row identifies anybody.", "Fill one of the identifier columns, or leave the row out.");
        return found;
    }

    private byte[] Write(JsonShape shape)
    {
        Begin();
        shape.Write(_json, _values);
        return End();
    }

    private byte[] WriteWhole(string name, string messageId, string userId, string anonymousId, Instant occurredAt, byte[] properties, ReadOnlyMemory<byte> context)
    {
        var hasTraits = _mapping.Type is EventType.Identify or EventType.Group;
        Begin();
        _json.WriteStartObject();
        _json.WriteString("type"u8, TypeWord(_mapping.Type));
        WriteFilled(_mapping.Type == EventType.Track ? "event" : "name", name);
        _json.WriteString("messageId"u8, messageId);
        WriteFilled("userId", userId);
        WriteFilled("anonymousId", anonymousId);
        _json.WriteString("timestamp"u8, occurredAt.ToString());
        _json.WritePropertyName(hasTraits ? "traits" : "properties");
        _json.WriteRawValue(properties, skipInputValidation: true);
        if (!context.IsEmpty)
        {
            _json.WritePropertyName("context"u8);
            _json.WriteRawValue(context.Span, skipInputValidation: true);
        }

        _json.WriteEndObject();
        return End();
    }

    private void WriteFilled(string key, string text)
    {
        if (text.Length > 0)
        {
            _json.WriteString(key, text);
        }
    }

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
    }

    private byte[] End()
    {
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static string TypeWord(EventType type) => type switch
    {
        EventType.Identify => "identify",
        EventType.Page => "page",
        EventType.Screen => "screen",
        EventType.Group => "group",
        EventType.Alias => "alias",
        _ => "track",
    };

    private static int IndexOf(ColumnName column, ImmutableArray<string> columns, List<PlacedFault> faults)
    {
        var index = columns.IndexOf(column.Name);
        if (index < 0)
        {
            faults.Add(new PlacedFault(column.At.ToString(), new Fault(
                "unknown-column", "This is no column of the file.", $"Its columns are: {string.Join(", ", columns)}.")));
        }

        return index;
    }

    private IdentifierSlot SlotOf(IdentifierColumn identifier, Workspace workspace, List<PlacedFault> faults)
    {
        if (!workspace.IdentifierTypes.TryGetValue(identifier.Type, out var type))
        {
            var known = string.Join(", ", workspace.IdentifierTypes.Keys.Order(StringComparer.Ordinal));
            faults.Add(new PlacedFault(identifier.Column.At.ToString(), new Fault(
                "unknown-identifier-type", "The workspace declares no identifier type of this name.", $"Declare it in identifiers.yaml, or write one of: {known}.")));
            return default;
        }

        if (IdentifierSlot.Find(type, _mapping.Type) is { } slot)
        {
            return slot;
        }

        faults.Add(new PlacedFault(identifier.Column.At.ToString(), new Fault(
            "identifier-has-no-place", "The workspace finds this identifier nowhere in such an event.", "Add a path for it to its \"from\" in identifiers.yaml, for example properties.card.")));
        return default;
    }
}
