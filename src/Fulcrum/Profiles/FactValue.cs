using System.Collections.Immutable;
using System.Globalization;

namespace Fulcrum.Profiles;

/// <summary>The value of a fact. Value type, 24 bytes; equal when kind and content are equal.</summary>
/// <remarks>Personal data: it does not print itself. <see cref="Reveal"/> does.</remarks>
public readonly struct FactValue : IEquatable<FactValue>
{
    private readonly object? _object;
    private readonly double _number;

    private FactValue(FactType type, double number, object? content)
    {
        Type = type;
        _number = number;
        _object = content;
        IsPresent = true;
    }

    /// <summary>Type of the value; meaningless when not present.</summary>
    public FactType Type { get; }

    /// <summary>Whether there is a value at all.</summary>
    public bool IsPresent { get; }

    /// <summary>The number; for a time its Unix milliseconds; for a boolean 0 or 1; otherwise 0.</summary>
    public double Number => _number;

    /// <summary>The boolean.</summary>
    public bool Boolean => _number != 0;

    /// <summary>The text; empty when it is none.</summary>
    public string Text => _object as string ?? "";

    /// <summary>The texts in rank order; empty when it is none.</summary>
    public ImmutableArray<string> Texts => _object is string[] texts ? System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(texts) : [];

    /// <summary>The moment.</summary>
    public Instant Time => new((long)_number);

    /// <summary>A number.</summary>
    public static FactValue Of(double number) => new(FactType.Number, number, null);

    /// <summary>A boolean.</summary>
    public static FactValue Of(bool truth) => new(FactType.Boolean, truth ? 1 : 0, null);

    /// <summary>A text.</summary>
    public static FactValue Of(string text) => new(FactType.Text, 0, text);

    /// <summary>A moment.</summary>
    public static FactValue Of(Instant time) => new(FactType.Time, time.UnixMs, null);

    /// <summary>Texts in rank order. The array is kept, not copied: do not change it afterwards.</summary>
    public static FactValue Of(string[] texts) => new(FactType.TextList, 0, texts);

    /// <summary>The value in words, for an account or a view. Personal data: keep it out of logs.</summary>
    public string Reveal() => !IsPresent ? "" : Type switch
    {
        FactType.Text => Text,
        FactType.Number => _number.ToString("0.####", CultureInfo.InvariantCulture),
        FactType.Boolean => Boolean ? "true" : "false",
        FactType.Time => Time.ToString(),
        _ => string.Join(", ", Texts),
    };

    /// <inheritdoc />
    public bool Equals(FactValue other)
    {
        if (IsPresent != other.IsPresent)
        {
            return false;
        }

        return !IsPresent || (Type == other.Type && _number.Equals(other._number) && Type switch
        {
            FactType.Text => string.Equals(Text, other.Text, StringComparison.Ordinal),
            FactType.TextList => Texts.AsSpan().SequenceEqual(other.Texts.AsSpan()),
            _ => true,
        });
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is FactValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IsPresent, Type, _number, Text.Length, Texts.Length);

    /// <summary>Always <c>FactValue(…)</c>.</summary>
    public override string ToString() => "FactValue(…)";

    /// <summary>Same kind and content.</summary>
    public static bool operator ==(FactValue left, FactValue right) => left.Equals(right);

    /// <summary>Another kind or content.</summary>
    public static bool operator !=(FactValue left, FactValue right) => !left.Equals(right);
}
