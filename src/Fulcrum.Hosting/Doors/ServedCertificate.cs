using System.Net.Security;

namespace Fulcrum.Hosting.Doors;

/// <summary>The certificate connections are made with, read again when its file changes: renewed without a restart. Safe from many threads.</summary>
/// <remarks>New content that cannot be served with changes nothing: it is said once, and the certificate before it goes on.</remarks>
public sealed class ServedCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CertificateFile _file;
    private readonly TimeProvider _clock;
    private readonly Action<CertificateRefusedException> _refused;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _current;
    private (DateTime, DateTime) _stamp;
    private long _lookedAt;

    private ServedCertificate(CertificateFile file, TimeProvider clock, Action<CertificateRefusedException> refused)
    {
        (_file, _clock, _refused) = (file, clock, refused);

        // The stamp before the content: a change in between is seen at the next look.
        (_stamp, _lookedAt) = (file.Stamp, clock.GetTimestamp());
        _current = file.Open(clock.GetUtcNow());
    }

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset NotAfter => Current.TargetCertificate.NotAfter;

    /// <summary>What the next handshake is made with.</summary>
    internal SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                if (_clock.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    _lookedAt = _clock.GetTimestamp();
                    Look();
                }

                return _current;
            }
        }
    }

    /// <summary>Reads it for the first time.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="clock">The machine's.</param>
    /// <param name="refused">Told of new content that cannot be served with.</param>
    /// <exception cref="CertificateRefusedException">It cannot be served with.</exception>
    public static ServedCertificate Open(CertificateFile file, TimeProvider clock, Action<CertificateRefusedException> refused) => new(file, clock, refused);

    private void Look()
    {
        var stamp = _file.Stamp;
        if (stamp == _stamp)
        {
            return;
        }

        _stamp = stamp;
        try
        {
            _current = _file.Open(_clock.GetUtcNow());
        }
        catch (CertificateRefusedException refusal)
        {
            _refused(refusal);
        }
    }
}
