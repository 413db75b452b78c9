using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Collect;

namespace Fulcrum.Server.Collect;

/// <summary>One event while it is read: its first fault stays with it, and the reading goes on to its end.</summary>
/// <remarks>A mutable value, held in a borrowed array by <see cref="BatchDraft"/>: a batch of a hundred makes no garbage of its drafts.</remarks>
internal struct EventDraft()
{
    private const int BytesMax = 32 * 1024;
    private const int DepthMax = 32;
    private const int MessageIdLengthMax = 100;
    private const int IdLengthMax = 512;

    private ReadOnlyMemory<byte> _raw = default;
    private ReadOnlyMemory<byte> _properties = default;
    private ReadOnlyMemory<byte> _traits = default;
    private ReadOnlyMemory<byte> _context = default;
    private string _event = "";
    private string _name = "";
    private string _messageId = "";
    private string _userId = "";
    private string _anonymousId = "";
    private string _previousId = "";
    private string _groupId = "";
    private Instant? _timestamp = null;
    private Instant? _originalTimestamp = null;
    private Instant? _sentAt = null;
    private Fault? _fault = null;
    private bool _allValid = false;
    private bool _typeOfRoute = false;

    /// <summary>The call; none until it is read.</summary>
    public EventType? Type { get; set; } = null;

    /// <summary>Its own write key, where it stands alone.</summary>
    public string WriteKey { get; private set; } = "";

    /// <summary>Reads the value the reader stands on, to its end.</summary>
    /// <param name="reader">At the event's first token; afterwards at its last.</param>
    /// <param name="body">What the reader reads.</param>
    /// <param name="allValid">Whether the whole body is known to be UTF-8.</param>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool allValid)
    {
        (_allValid, _typeOfRoute) = (allValid, Type is not null);
        var from = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                ReadMember(ref reader, body);
            }
        }
        else
        {
            reader.Skip();
            Blame(EventFaults.NoObject);
        }

        _raw = body[from..(int)reader.BytesConsumed];
        if (_raw.Length > BytesMax)
        {
            Blame(EventFaults.TooLarge);
        }

        if (!allValid && !Utf8.IsValid(_raw.Span))
        {
            Blame(EventFaults.NotUnicode);
        }
    }

    /// <summary>The event, with what its batch says about it.</summary>
    public Event Complete(in BatchDraft batch, Instant receivedAt)
    {
        var type = Type ?? EventType.Track;
        CheckMembers(type);
        var occurredAt = ClientTime.Correct(_originalTimestamp ?? _timestamp, _sentAt ?? batch.SentAt, receivedAt);
        if (occurredAt is null)
        {
            Blame(EventFaults.BadTime);
        }

        return new Event
        {
            Type = type,
            Name = type == EventType.Track ? _event : _name,
            MessageId = _messageId,
            UserId = _userId,
            AnonymousId = _anonymousId,
            PreviousId = type switch { EventType.Alias => _previousId, EventType.Group => _groupId, _ => "" },
            Properties = type is EventType.Identify or EventType.Group ? _traits : _properties,
            Context = _fault is null ? ContextMerge.Of(_context, batch.Context) : default,
            Raw = _raw,
            OccurredAt = occurredAt ?? receivedAt,
            ReceivedAt = receivedAt,
            TypeOfRoute = _typeOfRoute,
            SentAtOfBatch = _sentAt is null ? batch.SentAt : null,
            Fault = _fault,
        };
    }

    /// <summary>Reads a batch's context, under the limits of an event's.</summary>
    public static ReadOnlyMemory<byte> ReadContext(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool allValid, out Fault? fault)
    {
        var draft = new EventDraft { _allValid = allValid };
        var context = draft.ReadObject(ref reader, body, "context");
        if (context.Length > BytesMax)
        {
            draft.Blame(EventFaults.TooLarge);
        }

        fault = draft._fault is null ? null : EventFaults.BadBatchContext;
        return context;
    }

    private void CheckMembers(EventType type)
    {
        if (Type is null)
        {
            Blame(EventFaults.NoType);
        }
        else if (type == EventType.Track && _event.Length == 0)
        {
            Blame(EventFaults.NoEventName);
        }
        else if (type == EventType.Alias ? _userId.Length == 0 || _previousId.Length == 0 : _userId.Length == 0 && _anonymousId.Length == 0)
        {
            Blame(EventFaults.NoId);
        }
        else if (type == EventType.Group && _groupId.Length == 0)
        {
            Blame(EventFaults.NoGroupId);
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var member = MemberOf(ref reader);
        reader.Read();
        switch (member)
        {
            case Member.Type when !_typeOfRoute:
                Type = ReadType(ref reader);
                break;
            case Member.Event:
                _event = ReadText(ref reader, "event", IdLengthMax);
                break;
            case Member.Name:
                _name = ReadText(ref reader, "name", int.MaxValue);
                break;
            case Member.MessageId:
                _messageId = ReadText(ref reader, "messageId", MessageIdLengthMax);
                break;
            case Member.UserId:
                _userId = ReadText(ref reader, "userId", IdLengthMax);
                break;
            case Member.AnonymousId:
                _anonymousId = ReadText(ref reader, "anonymousId", IdLengthMax);
                break;
            case Member.PreviousId:
                _previousId = ReadText(ref reader, "previousId", IdLengthMax);
                break;
            case Member.GroupId:
                _groupId = ReadText(ref reader, "groupId", IdLengthMax);
                break;
            case Member.WriteKey:
                WriteKey = ReadText(ref reader, "writeKey", IdLengthMax);
                break;
            case Member.Timestamp:
                _timestamp = ReadTime(ref reader);
                break;
            case Member.OriginalTimestamp:
                _originalTimestamp = ReadTime(ref reader);
                break;
            case Member.SentAt:
                _sentAt = ReadTime(ref reader);
                break;
            case Member.Properties:
                _properties = ReadObject(ref reader, body, "properties");
                break;
            case Member.Traits:
                _traits = ReadObject(ref reader, body, "traits");
                break;
            case Member.Context:
                _context = ReadObject(ref reader, body, "context");
                break;
            default:
                Walk(ref reader);
                break;
        }
    }

    private EventType? ReadType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && IsUnicode(ref reader))
        {
            return reader.ValueTextEquals("track"u8) ? EventType.Track
                : reader.ValueTextEquals("page"u8) ? EventType.Page
                : reader.ValueTextEquals("identify"u8) ? EventType.Identify
                : reader.ValueTextEquals("screen"u8) ? EventType.Screen
                : reader.ValueTextEquals("group"u8) ? EventType.Group
                : reader.ValueTextEquals("alias"u8) ? EventType.Alias : null;
        }

        // No text is no type; what is wrong with it is said.
        ReadText(ref reader, "type", IdLengthMax);
        return null;
    }

    private string ReadText(ref Utf8JsonReader reader, string member, int lengthMax)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return "";
            case JsonTokenType.Number:
                // Old clients send numeric ids; their digits are the id.
                return Limit(System.Text.Encoding.ASCII.GetString(reader.ValueSpan), member, lengthMax);
            case JsonTokenType.String when IsUnicode(ref reader):
                return Limit(reader.GetString()!, member, lengthMax);
            case JsonTokenType.String:
                return "";
            default:
                Walk(ref reader);
                Blame(EventFaults.BadMember(member, "a text"));
                return "";
        }
    }

    private string Limit(string text, string member, int lengthMax)
    {
        if (text.Length <= lengthMax)
        {
            return text;
        }

        Blame(EventFaults.BadMember(member, $"a text of at most {lengthMax} characters"));
        return "";
    }

    private Instant? ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (IsUnicode(ref reader) && ClientTime.TryRead(ref reader, out var time))
        {
            return time;
        }

        Walk(ref reader);
        Blame(EventFaults.BadTime);
        return null;
    }

    private ReadOnlyMemory<byte> ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string member)
    {
        var from = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.Null)
        {
            Blame(EventFaults.BadMember(member, "an object"));
        }

        Walk(ref reader);
        return isObject ? body[from..(int)reader.BytesConsumed] : default;
    }

    /// <summary>Goes to the end of a value, looking for what later readings could not take.</summary>
    private void Walk(ref Utf8JsonReader reader)
    {
        var outer = reader.CurrentDepth;
        IsUnicode(ref reader);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.CurrentDepth > outer)
        {
            if (reader.CurrentDepth - outer > DepthMax)
            {
                Blame(EventFaults.TooDeep);
            }

            IsUnicode(ref reader);
        }
    }

    /// <summary>Whether a text is Unicode; broken UTF-8, or half of a surrogate pair written as an escape, is not.</summary>
    private bool IsUnicode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || (!reader.ValueIsEscaped && _allValid))
        {
            return true;
        }

        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            Blame(EventFaults.NotUnicode);
            return false;
        }
    }

    private void Blame(Fault fault) => _fault ??= fault;

    private Member MemberOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && !IsUnicode(ref reader))
        {
            return Member.Other;
        }

        return reader.ValueIsEscaped ? MemberOf(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!)) : MemberOf(reader.ValueSpan);
    }

    private static Member MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("type"u8) ? Member.Type : name.SequenceEqual("name"u8) ? Member.Name : Member.Other,
        5 => name.SequenceEqual("event"u8) ? Member.Event : Member.Other,
        6 => name.SequenceEqual("userId"u8) ? Member.UserId
            : name.SequenceEqual("traits"u8) ? Member.Traits
            : name.SequenceEqual("sentAt"u8) ? Member.SentAt : Member.Other,
        7 => name.SequenceEqual("context"u8) ? Member.Context : name.SequenceEqual("groupId"u8) ? Member.GroupId : Member.Other,
        8 => name.SequenceEqual("writeKey"u8) ? Member.WriteKey : Member.Other,
        9 => name.SequenceEqual("messageId"u8) ? Member.MessageId : name.SequenceEqual("timestamp"u8) ? Member.Timestamp : Member.Other,
        10 => name.SequenceEqual("properties"u8) ? Member.Properties : name.SequenceEqual("previousId"u8) ? Member.PreviousId : Member.Other,
        11 => name.SequenceEqual("anonymousId"u8) ? Member.AnonymousId : Member.Other,
        17 => name.SequenceEqual("originalTimestamp"u8) ? Member.OriginalTimestamp : Member.Other,
        _ => Member.Other,
    };

    private enum Member
    {
        Other,
        Type,
        Event,
        Name,
        MessageId,
        UserId,
        AnonymousId,
        PreviousId,
        GroupId,
        WriteKey,
        Timestamp,
        OriginalTimestamp,
        SentAt,
        Properties,
        Traits,
        Context,
    }
}
