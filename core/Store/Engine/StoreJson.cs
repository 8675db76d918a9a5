using System.Text.Json.Serialization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Core.Store.Engine;

/// <summary>The stored form of cases, questions and articles. Members are optional as they grow; unknown ones are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Case))]
[JsonSerializable(typeof(AskedQuestion))]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(ArticleDraft))]
[JsonSerializable(typeof(ArticleDoubt))]
[JsonSerializable(typeof(CriteriaChange))]
[JsonSerializable(typeof(VerdictLabel))]
[JsonSerializable(typeof(KnowledgeCheck))]
[JsonSerializable(typeof(Turn))]
[JsonSerializable(typeof(Article))]
public sealed partial class StoreJson : JsonSerializerContext;
