using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class AbsenceTests
{
    [Theory, Engines]
    public async Task The_last_word_of_each_person_is_kept_until_it_is_over(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        var now = test.Clock.GetUtcNow();
        Task SayAsync(params Absence[] said) => cases.CommitAsync(null, new Decision { Absences = said }, CancellationToken.None);

        await SayAsync(
            new("bob@example.com", now, now.AddDays(2), IsHere: false),
            new("carol@example.com", now.AddDays(1), now.AddDays(3), IsHere: false)
        );
        await SayAsync(new Absence("bob@example.com", now, now.AddDays(1), IsHere: true));
        (await cases.AbsencesAsync(now, CancellationToken.None))
            .OrderBy(one => one.Email)
            .ShouldBe([
                new("bob@example.com", now, now.AddDays(1), IsHere: true),
                new("carol@example.com", now.AddDays(1), now.AddDays(3), IsHere: false),
            ]);
        (await cases.AbsencesAsync(now.AddDays(1), CancellationToken.None)).ShouldHaveSingleItem().Email.ShouldBe("carol@example.com");
        test.Clock.Advance(TimeSpan.FromDays(4));
        await SayAsync(new Absence("bob@example.com", now, now.AddDays(5), IsHere: false));
        (await cases.AbsencesAsync(now, CancellationToken.None)).ShouldHaveSingleItem().Email.ShouldBe("bob@example.com");
    }
}
