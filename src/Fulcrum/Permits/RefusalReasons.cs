namespace Fulcrum.Permits;

/// <summary>The stable keys of the reasons to refuse: what answers, journals and documents say.</summary>
public static class RefusalReasons
{
    /// <summary>For example <c>consent-withdrawn</c>.</summary>
    public static string Key(this RefusalReason reason) => reason switch
    {
        RefusalReason.UnknownSubject => "unknown-subject",
        RefusalReason.ConsentUnknown => "consent-unknown",
        RefusalReason.ConsentRefused => "consent-refused",
        RefusalReason.ConsentWithdrawn => "consent-withdrawn",
        RefusalReason.ConsentExpired => "consent-expired",
        RefusalReason.ConsentInvalid => "consent-invalid",
        RefusalReason.PurposeUndeclared => "purpose-undeclared",
        RefusalReason.ProfileUnreadable => "profile-unreadable",
        RefusalReason.Erased => "erased",
        RefusalReason.AnonymousRequested => "anonymous-requested",
        RefusalReason.PrivacyControl => "privacy-control",
        RefusalReason.ConsentUnsettled => "consent-unsettled",
        RefusalReason.MinorProtected => "minor-protected",
        RefusalReason.ConsentRequested => "consent-requested",
        RefusalReason.NoticeChanged => "notice-changed",
        RefusalReason.Restricted => "restricted",
        RefusalReason.Contested => "contested",
        RefusalReason.ConsentStale => "consent-stale",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
