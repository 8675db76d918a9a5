using System.Text.Json;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Messages;

public sealed class InboundJsonTests
{
    private const string OfAnEarlierVersion = """
        {"kind":"said","message_id":"1.1","text":"hello","addressed":true,"files":[],"delivery_key":"slack:Ev1","message_key":"slack:T:C:1.1:said",
        "from":{"channel":"slack","id":"U1"},"from_name":"Ana","place":{"channel":"slack","conversation":"C1","thread":"1.1"},"direct":true,
        "at":"2026-11-23T09:00:00+00:00","hidden":2,"locale":"de-DE","service_url":"https://smba.trafficmanager.net/emea/"}
        """;

    [Fact]
    public void A_row_of_an_earlier_version_is_read_with_its_origin()
    {
        var said = InboundJson.Read(OfAnEarlierVersion).ShouldBeOfType<Inbound.Said>();
        (said.MessageId, said.Text, said.Addressed, said.Hidden).ShouldBe(("1.1", "hello", true, 2));
        said.Origin.ShouldBe(
            new Origin
            {
                DeliveryKey = "slack:Ev1",
                MessageKey = "slack:T:C:1.1:said",
                From = new PersonKey("slack", "U1"),
                FromName = "Ana",
                Place = new Place("slack", "C1", "1.1"),
                Direct = true,
                At = DateTimeOffset.Parse("2026-11-23T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
                Locale = "de-DE",
                ServiceUrl = "https://smba.trafficmanager.net/emea/",
            }
        );
    }

    [Fact]
    public void What_is_written_is_read_again_the_same()
    {
        var said = (Inbound.Said)InboundJson.Read(OfAnEarlierVersion)!;
        var again = (Inbound.Said)InboundJson.Read(InboundJson.Write(said))!;
        (again with { Files = said.Files }).ShouldBe(said);
        InboundJson.Write(said).ShouldContain("\"origin\":{");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"said\"}")]
    [InlineData("{\"kind\":\"unheard_of\",\"origin\":{}}")]
    public void What_is_no_row_is_refused(string body) =>
        (Record.Exception(() => InboundJson.Read(body)) is JsonException or NotSupportedException).ShouldBeTrue();
}
