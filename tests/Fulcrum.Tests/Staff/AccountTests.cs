using Fulcrum.Staff;
using Xunit;

namespace Fulcrum.Tests.Staff;

/// <summary>What stands for an account at an identity provider is that account's alone, and tells nobody whose it is.</summary>
public sealed class AccountTests
{
    [Fact]
    public void Accounts_of_one_name_at_two_providers_are_two()
    {
        var account = StaffDesk.AccountOf("https://login.acme.example/", "a-7");

        Assert.Equal(account, StaffDesk.AccountOf("https://login.acme.example/", "a-7"));
        Assert.NotEqual(account, StaffDesk.AccountOf("https://login.other.example/", "a-7"));
        Assert.NotEqual(account, StaffDesk.AccountOf("https://login.acme.example/", "a-8"));
        Assert.DoesNotContain("a-7", account, StringComparison.Ordinal);
    }

    [Fact]
    public void What_names_no_account_is_none()
    {
        Assert.Throws<ArgumentException>(() => StaffDesk.AccountOf("", "a-7"));
        Assert.Throws<ArgumentException>(() => StaffDesk.AccountOf("https://login.acme.example/", ""));
    }
}
