using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class LiveOrganisationTests : IDisposable
{
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_good_change_is_taken_and_a_file_with_an_error_changes_nothing_and_says_why()
    {
        var live = new LiveOrganisation(_fixture.Folder, _fixture.Read(), TimeProvider.System);
        var first = live.Current;
        live.Refresh().ShouldBeFalse();
        live.Current.ShouldBeSameAs(first);

        _fixture.Change("organisation.yaml", "name: Test Support", "name: Renamed Support");
        live.Refresh().ShouldBeTrue();
        live.Current.Name.ShouldBe("Renamed Support");
        live.Refresh().ShouldBeFalse();

        _fixture.Change("organisation.yaml", "name: Renamed Support", "nam: Broken Support now");
        live.Refresh().ShouldBeTrue();
        live.Current.Name.ShouldBe("Renamed Support");
        live.IsStale.ShouldBeTrue();
        live.Problems.ShouldContain(problem => problem.Line == 1);

        _fixture.Change("organisation.yaml", "nam: Broken Support now", "name: Fixed Support");
        live.Refresh().ShouldBeTrue();
        live.Current.Name.ShouldBe("Fixed Support");
        live.IsStale.ShouldBeFalse();
        live.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_vanishes_and_comes_back_changes_nothing()
    {
        var live = new LiveOrganisation(_fixture.Folder, _fixture.Read(), TimeProvider.System);
        live.Refresh();
        var first = live.Current;
        var aside = _fixture.Folder + "-aside";

        System.IO.Directory.Move(_fixture.Folder, aside);
        live.Refresh().ShouldBeTrue();
        live.IsStale.ShouldBeTrue();
        live.Current.ShouldBeSameAs(first);

        System.IO.Directory.Move(aside, _fixture.Folder);
        live.Refresh().ShouldBeTrue();
        live.IsStale.ShouldBeFalse();
        live.Current.ShouldBeSameAs(first);
    }
}
