using CsCheck;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.People;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>However a credit is split and whenever its parts are granted: no window of any length ever holds more than its limit.</summary>
public sealed class AuthorityWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int Cents, int Minutes, bool Other)[]> Attempts = Gen.Select(
        Gen.Int[1, 30_000],
        Gen.Int[0, 20_000],
        Gen.Bool
    ).Array[1, 60];

    [Fact]
    public void No_window_ever_holds_more_than_its_limit_and_nothing_that_fits_is_refused() =>
        Gen.Select(Attempts, Gen.Int[1, 60], Gen.Int[1, 500])
            .Sample(
                (attempts, days, limit) =>
                {
                    var matrix = new AuthorityMatrix("EUR", [new(Roles.Rep, "credit", limit, [], days, false)]);
                    var granted = new List<Grant>();
                    var now = Start;
                    foreach (var (cents, minutes, other) in attempts)
                    {
                        now = now.AddMinutes(minutes);
                        var (action, amount) = (other ? "discount" : "credit", cents / 100m);
                        var answer = matrix.Check(Roles.Rep, action, amount, "gold", granted, now);
                        var inWindow = granted.Where(one => one.Action == "credit" && one.At > now.AddDays(-days)).Sum(one => one.Amount);
                        // Recounted by hand: what fits is allowed, what does not is not, and what is left is said.
                        answer.Allowed.ShouldBe(!other && inWindow + amount <= limit);
                        answer.Limit.ShouldBe(other ? 0 : limit - inWindow);
                        matrix.LimitOf(Roles.Rep, action, "gold", granted, now)?.Left.ShouldBe(limit - inWindow);
                        if (answer.Allowed)
                        {
                            granted.Add(new(action, amount, now));
                        }
                        else if (other)
                        {
                            // Somebody else granted something else: it takes nothing away.
                            granted.Add(new(action, amount, now));
                        }
                    }

                    foreach (var end in granted.Select(one => one.At))
                    {
                        granted
                            .Where(one => one.Action == "credit" && one.At > end.AddDays(-days) && one.At <= end)
                            .Sum(one => one.Amount)
                            .ShouldBeLessThanOrEqualTo(limit);
                    }
                },
                iter: 1_000
            );

    [Fact]
    public void A_split_credit_is_worth_no_more_than_one_in_one_piece() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 20])
            .Sample(
                (cents, parts) =>
                {
                    var matrix = new AuthorityMatrix("EUR", [new(Roles.Rep, "credit", 500, [], 30, false)]);
                    var granted = new List<Grant>();
                    var part = Math.Max(1, cents / parts);
                    var left = cents;
                    while (left > 0)
                    {
                        var amount = Math.Min(part, left) / 100m;
                        if (!matrix.Check(Roles.Rep, "credit", amount, null, granted, Start).Allowed)
                        {
                            break;
                        }

                        granted.Add(new("credit", amount, Start));
                        left -= part;
                    }

                    (left <= 0).ShouldBe(matrix.Check(Roles.Rep, "credit", cents / 100m, null, [], Start).Allowed);
                },
                iter: 1_000
            );
}
