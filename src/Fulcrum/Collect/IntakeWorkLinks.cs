using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <content>Identity: what events link and bind.</content>
internal sealed partial class IntakeWork
{
    /// <summary>What the event says about identity: identifiers brought together are linked, as far as the limits allow.</summary>
    /// <returns>The profile the event belongs to afterwards.</returns>
    private LiveProfile Link(Intake intake, LiveProfile live, ReadOnlySpan<Intake> all, int at)
    {
        foreach (var fault in intake.IdentifierFaults)
        {
            Refuse(intake, live, SubjectId.None, fault.Code, "");
        }

        if (intake.Identifiers.Count == 1)
        {
            return live;
        }

        List<Identifier>? brought = null;
        var identifiers = CollectionsMarshal.AsSpan(intake.Identifiers);
        foreach (ref var found in identifiers[1..])
        {
            if (found.Live is null)
            {
                continue;
            }

            var other = LiveOf(found);
            var isNew = other == live;
            if ((isNew && !parts.Known.IsClaimed(found.Key)) || (!isNew && other.IsUnborn))
            {
                continue;
            }

            if (HasPending(live) || HasPending(other))
            {
                Append(all, at);
            }

            brought ??= [.. intake.Identifiers.Select(one => one.Identifier)];
            var objection = isNew
                ? LinkRules.Judge(live.Profile, brought, live.Workspace)
                : other.State == LiveState.Unreadable
                    ? new LinkObjection(Refusals.Unreadable.Code, found.Identifier.Type)
                    : LinkRules.Judge(live.Profile, other.Profile, brought, live.Workspace);
            if (objection is { } limit)
            {
                found = found with { Foreign = true };
                Refuse(intake, live, isNew ? SubjectId.None : found.Subject, limit.Code, limit.Type.Name);
            }
            else if (!isNew)
            {
                live = Join(intake, found, live, other, all, at);
            }
        }

        return live;
    }

    private LiveProfile Join(Intake intake, in FoundIdentifier found, LiveProfile live, LiveProfile other, ReadOnlySpan<Intake> all, int at)
    {
        var primary = intake.Identifiers[0];
        var reason = intake.Event.Type == EventType.Alias ? "alias" : "identify";
        var received = intake.Event.ReceivedAt;
        var type = found.Identifier.Type.Name;
        var there = new LinkEntry(found.Subject, reason, found.Identifier.Verified, type, _rules.Source.Code, received);
        _rows.Add(live, live.PartOf(primary.Subject), EntryKind.Link, there, received, _rules.Source.Code, 0, Bind(intake, primaryOnly: true));
        _rows.Add(other, other.PartOf(found.Subject), EntryKind.Link, there with { Other = primary.Subject }, received, _rules.Source.Code, 0, default);
        Append(all, at);
        var joined = parts.Profiles.Join(live, other);
        _held.Add(joined);
        return joined;
    }

    private void Refuse(Intake intake, LiveProfile live, SubjectId other, string fault, string type)
    {
        var subject = intake.Subject;
        if (!parts.RefusedLinks.TryRemember(subject, other, fault, type))
        {
            return;
        }

        var received = intake.Event.ReceivedAt;
        var payload = RefusedLinks.Write(subject, other, fault, type);
        _rows.AddSealed(live, live.PartOf(subject), EntryKind.LinkRefused, received, _rules.Source.Code, 0, default, payload);
        _quarantined.Add(parts.Quarantine.Keep(_rules.Source.Code, received, RefusedLinks.FaultOf(fault), subject, payload));
    }

    /// <summary>The identifiers a subject is known by, packed, strongest first.</summary>
    private static byte[] KnownBy(Intake intake)
    {
        var packed = new byte[intake.Identifiers.Count * 17];
        var from = 0;
        foreach (var found in intake.Identifiers)
        {
            if (!found.Foreign)
            {
                packed[from] = found.Key.Type;
                BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan(from + 1), found.Key.Hash);
                from += 17;
            }
        }

        return packed[..from];
    }

    /// <summary>The identifiers this row binds, packed; empty when all are bound already.</summary>
    private ReadOnlyMemory<byte> Bind(Intake intake, bool primaryOnly)
    {
        byte[]? packed = null;
        var count = primaryOnly ? 1 : intake.Identifiers.Count;
        for (var at = 0; at < count; at++)
        {
            var found = intake.Identifiers[at];
            if (found.Foreign || found.Subject != intake.Subject || !parts.Known.IsClaimed(found.Key))
            {
                continue;
            }

            var from = packed?.Length ?? 0;
            Array.Resize(ref packed, from + 17);
            packed[from] = found.Key.Type;
            BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan(from + 1), found.Key.Hash);
            parts.Known.Bound(found.Key, found.Subject);
            _bound.Add(found);
        }

        return packed;
    }
}
