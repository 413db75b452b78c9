using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>The form a commitment is made over: every member of a record is in it, in one spelling.</summary>
public class ConsentCanonicalTests
{
    private static readonly SubjectId Subject = new(42);

    private static readonly ConsentRecord Record = new(
        "marketing", ConsentState.Given, "privacy@3", "en", new Instant(1_768_471_200_000), new Instant(1_768_471_201_500), "web", ConsentMethod.Express, true, "shop", [], false);

    public static TheoryData<string> Members => [.. typeof(ConsentRecord).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(member => member.CanWrite).Select(member => member.Name)];

    [Fact]
    public void A_record_has_one_spelling() => Assert.Equal(
        """{"at":1768471200000,"channel":"web","language":"en","method":"express","notice":"privacy@3","purpose":"marketing","receivedAt":1768471201500,"source":"shop","state":"given","subject":"s-42","verified":true}""",
        Text(Record));

    [Fact]
    public void What_must_be_escaped_is_escaped_as_a_browser_does_and_nothing_else() => Assert.Contains(
        "\"faults\":[\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f\",\"é😀\u007f\u2028/\"]",
        Text(Record with { Faults = ["\"\\\b\t\n\f\r\u0001\u001f", "é😀\u007f\u2028/"] }), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Members))]
    public void Every_member_of_a_record_is_in_what_is_committed_to(string member) => Assert.True(Has(ConsentCanonical.Write, member));

    [Theory]
    [MemberData(nameof(Members))]
    public void A_form_that_leaves_members_out_is_caught(string member) => Assert.False(Has((_, _) => "{}"u8.ToArray(), member));

    [Fact]
    public void Every_part_of_scope_and_evidence_is_in_it()
    {
        var record = Record with { Scope = new ConsentScope("e-mail", "user.location"), Evidence = (ConsentEvidence)Filled(typeof(ConsentEvidence)) };
        using var form = JsonDocument.Parse(Text(record));

        Assert.Equal(["category", "channel"], form.RootElement.GetProperty("scope").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            typeof(ConsentEvidence).GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name)).Order(StringComparer.Ordinal),
            form.RootElement.GetProperty("evidence").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Another_subject_gives_another_form() => Assert.NotEqual(Text(Record), Encoding.UTF8.GetString(ConsentCanonical.Write(new SubjectId(43), Record)));

    [Fact]
    public void A_time_nobody_knows_is_left_out_and_one_beyond_exact_numbers_is_text()
    {
        Assert.DoesNotContain("\"at\"", Text(Record with { At = Instant.Never }), StringComparison.Ordinal);
        Assert.Contains("\"at\":\"9007199254740993\"", Text(Record with { At = new Instant(9_007_199_254_740_993) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_commitment_is_the_hash_of_salt_and_form()
    {
        var (salt, form) = (SHA256.HashData("salt"u8), ConsentCanonical.Write(Subject, Record));

        Assert.Equal(SHA256.HashData([.. salt, .. form]), ConsentCommitment.Of(salt, form));
        Assert.NotEqual(ConsentCommitment.Of(SHA256.HashData("other"u8), form), ConsentCommitment.Of(salt, form));
    }

    [Fact]
    public void A_salt_needs_both_the_key_and_the_row()
    {
        byte[] key = SHA256.HashData("key"u8), row = new byte[60];
        var salt = ConsentCommitment.SaltOf(key, row);

        Assert.Equal(salt, ConsentCommitment.SaltOf(key, row));
        Assert.NotEqual(salt, ConsentCommitment.SaltOf(SHA256.HashData("another"u8), row));
        Assert.NotEqual(salt, ConsentCommitment.SaltOf(key, [1, .. row[1..]]));
        Assert.NotEqual(salt, ConsentCommitment.SaltOf(key, [.. row[..^1], 1]));
    }

    [Fact]
    public void A_leaf_reads_back_and_nothing_else_reads_as_one()
    {
        var leaf = new LedgerLeaf(LedgerLeafKind.Consent, 7, new Instant(1_000), SHA256.HashData("c"u8));
        var bytes = leaf.ToBytes();

        Assert.Equal("01" + "0000000000000007" + "00000000000003e8", Convert.ToHexStringLower(bytes.AsSpan(0, 17)));
        Assert.True(LedgerLeaf.TryRead(bytes, out var read));
        Assert.Equal(bytes, read.Value.ToBytes());
        Assert.Equal(MerkleHash.Leaf(bytes), leaf.Hash());
        Assert.False(LedgerLeaf.TryRead(bytes.AsSpan(1), out _));
        Assert.False(LedgerLeaf.TryRead([9, .. bytes[1..]], out _));
    }

    private static string Text(ConsentRecord record) => Encoding.UTF8.GetString(ConsentCanonical.Write(Subject, record));

    private static bool Has(Func<SubjectId, ConsentRecord, byte[]> write, string member)
    {
        var property = typeof(ConsentRecord).GetProperty(member)!;
        var changed = Record with { };
        property.SetValue(changed, Filled(property.PropertyType));
        using var form = JsonDocument.Parse(write(Subject, changed));
        return form.RootElement.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(member), out _);
    }

    private static object Filled(Type type)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        if (type == typeof(bool) || type == typeof(bool?))
        {
            return true;
        }

        if (type == typeof(Instant))
        {
            return new Instant(5);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(1)!;
        }

        if (type == typeof(ImmutableArray<string>))
        {
            return ImmutableArray.Create("x");
        }

        // Something made of these: by its parameters, then by what can be set.
        var maker = type.GetConstructors().Where(maker => maker.GetParameters() is not [var only] || only.ParameterType != type).MaxBy(maker => maker.GetParameters().Length)!;
        var made = maker.Invoke([.. maker.GetParameters().Select(parameter => Filled(parameter.ParameterType))]);
        foreach (var member in type.GetProperties().Where(member => member.CanWrite && member.GetIndexParameters().Length == 0))
        {
            member.SetValue(made, Filled(member.PropertyType));
        }

        return made;
    }
}
