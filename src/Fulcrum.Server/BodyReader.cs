using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fulcrum.Server;

/// <summary>Reads the JSON bodies of our own APIs, strictly: what is not known or not of its form is a problem that names it.</summary>
internal ref struct BodyReader
{
    private const int DepthMax = 64;
    private const int TimeLengthMax = 64;

    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _reader;

    private BodyReader(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DepthMax });
    }

    /// <summary>Reads a whole body, which must be one JSON object.</summary>
    public delegate T Reading<out T>(ref BodyReader reader);

    /// <summary>Reads a whole body with a reading that starts inside its object.</summary>
    public static T Read<T>(ReadOnlySpan<byte> body, Reading<T> reading)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            if (!Utf8.IsValid(body))
            {
                throw new ProblemException(Problems.BadMember("the body", "valid UTF-8"));
            }

            var reader = new BodyReader(body);
            reader.ReadToken();
            reader.EnterObject("the body");
            var content = reading(ref reader);
            reader.ReadEnd();
            return content;
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problems.MalformedJson(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0));
        }
    }

    /// <summary>Goes to the next member of the object entered; false at its end.</summary>
    public bool NextMember()
    {
        ReadToken();
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>The name of the member stood on.</summary>
    public string Name => Text();

    /// <summary>Whether the member stood on has this name; if so, goes to its value.</summary>
    public bool Is(ReadOnlySpan<byte> name)
    {
        if (!_reader.ValueSpan.SequenceEqual(name))
        {
            return false;
        }

        ReadToken();
        return true;
    }

    /// <summary>Goes from a member's name to its value.</summary>
    public void ToValue() => ReadToken();

    /// <summary>Goes past a member and its value, whatever it is.</summary>
    public void PassOver()
    {
        ReadToken();
        _reader.Skip();
    }

    /// <summary>Goes to the next element of the array entered; false at its end.</summary>
    public bool NextElement()
    {
        ReadToken();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>The value stood on must be an object.</summary>
    public readonly void EnterObject(string member) => Expect(JsonTokenType.StartObject, member, "an object");

    /// <summary>The value stood on must be an array.</summary>
    public readonly void EnterArray(string member) => Expect(JsonTokenType.StartArray, member, "an array");

    /// <summary>The value stood on must be an object; a copy of its bytes, whatever is in it.</summary>
    public byte[] CopyObject(string member)
    {
        EnterObject(member);
        var from = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _body[from..(int)_reader.BytesConsumed].ToArray();
    }

    /// <summary>A copy of the bytes of the value stood on, whatever it is, but not of null.</summary>
    public byte[] CopyValue(string member)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            throw new ProblemException(Problems.BadMember(member, "a value"));
        }

        var from = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _body[from..(int)_reader.BytesConsumed].ToArray();
    }

    /// <summary>Whether the value stood on is an array.</summary>
    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;

    /// <summary>Kind of the value stood on.</summary>
    public readonly JsonTokenType Kind => _reader.TokenType;

    /// <summary>The number stood on; not finite ones are no numbers.</summary>
    public readonly double Number(string member) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new ProblemException(Problems.BadMember(member, "a number"));

    /// <summary>The whole number stood on.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="min">Least allowed.</param>
    /// <param name="max">Greatest allowed.</param>
    public readonly int Whole(string member, int min, int max) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw new ProblemException(Problems.BadMember(member, $"a whole number from {min} to {max}"));

    /// <summary>The boolean stood on.</summary>
    public readonly bool Truth(string member) => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new ProblemException(Problems.BadMember(member, "true or false")),
    };

    /// <summary>The text stood on, of at most so many characters.</summary>
    public readonly string Text(string member, int lengthMax)
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            var text = Text();
            if (text.Length <= lengthMax)
            {
                return text;
            }
        }

        throw new ProblemException(Problems.BadMember(member, $"a text of at most {lengthMax} characters"));
    }

    /// <summary>The time stood on, with its offset from UTC.</summary>
    public readonly Instant Time(string member) =>
        Text(member, TimeLengthMax).Length > 0 && _reader.TryGetDateTimeOffset(out var time)
            && _reader.TryGetDateTime(out var local) && local.Kind != DateTimeKind.Unspecified
            ? Instant.From(time)
            : throw new ProblemException(Problems.BadMember(member, "an ISO 8601 time with its offset, for example 2026-11-24T09:30:00Z"));

    /// <summary>The problem of a member that is not known.</summary>
    public ProblemException Unknown(string inside, params string[] known) => new(Problems.UnknownMember(inside, Name, known));

    private readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The body is valid UTF-8, so this is an escape for half of a surrogate pair.
            throw new ProblemException(Problems.BadMember("a text", "whole Unicode characters"));
        }
    }

    private void ReadToken()
    {
        if (!_reader.Read())
        {
            throw new JsonException();
        }
    }

    private void ReadEnd()
    {
        if (_reader.Read())
        {
            throw new JsonException();
        }
    }

    private readonly void Expect(JsonTokenType token, string member, string expected)
    {
        if (_reader.TokenType != token)
        {
            throw new ProblemException(Problems.BadMember(member, expected));
        }
    }
}
