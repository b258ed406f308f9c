using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>
/// What an author may write as a policy. Whatever cannot be held is an error at its place, and closes the table to everybody, by whichever
/// model it is read.
/// </summary>
public sealed class PolicyDefinitionTests
{
    [Theory]
    [InlineData("[{rows: \"sale__country in {{ principal.countries }}\"}]")]
    [InlineData("[{unless: {role: admin}, mask: [sale__country, product]}]")]
    [InlineData("[{unless: {role: [admin, chief]}, hide: [product, sale__size, last_sku, skus_per_sale]}]")]
    [InlineData("[{hide: sale}]")]
    [InlineData("[{rows: \"sale__country = 'ES'\", public: [metric_time, sale__country]}]")]
    [InlineData("[{rows: \"false\"}]")]
    [InlineData("[{rows: \"sale__country is not null\"}]")]
    [InlineData("[{rows: \"sale__country <> 'ES' and sale__country <> 'FR'\"}]")]
    [InlineData("[{rows: \"sale__country = 'ES' or sale__country = 'FR'\"}]")]
    [InlineData("[{rows: \"sale__country <> 'ES' or sale__size <> 'big'\"}]")]
    [InlineData("[{rows: \"not (sale__country = 'ES' and sale__size = 'big')\"}]")]
    [InlineData("[{rows: \"sale__country is not null or sale__size = 'big'\"}]")]
    [InlineData("[{rows: \"sale__country like 'E%' or sale__country not like 'F%'\"}]")]
    [InlineData("[{rows: \"sale__country in ('ES', 'FR') or sale__country not in ('ES', 'DE')\"}]")]
    public void A_policy_that_can_be_held_is_no_mistake(string policies) =>
        Assert.DoesNotContain(PolicyShop.Load(PolicyShop.Yaml(policies)).Diagnostics, d => d.Severity == DiagnosticSeverity.Error);

    [Theory]
    [InlineData("", "C170", "'policies' is empty")]
    [InlineData("~", "C170", "'policies' is empty")]
    [InlineData("[]", "C170", "'policies' is empty")]
    [InlineData("all", "C102", "'policies' must be a list")]
    [InlineData("{rows: x}", "C102", "'policies' must be a list")]
    [InlineData("[~]", "C102", "expected keys and values")]
    [InlineData("[{}]", "C103", "it restricts nothing")]
    [InlineData("[{unless: {role: admin}}]", "C103", "it restricts nothing")]
    [InlineData("[{rows: , mask: [sale__country]}]", "C170", "'rows' is empty")]
    [InlineData("[{rows: ~, hide: [sale__country]}]", "C170", "'rows' is empty")]
    [InlineData("[{rows: '  ', hide: [sale__country]}]", "C170", "'rows' is empty")]
    [InlineData("[{rows: [a], hide: [sale__country]}]", "C102", "'rows' must be a text")]
    [InlineData("[{rows: 'true'}]", "C102", "it names no column and is true for every row")]
    [InlineData("[{rows: 'not false or sale__country is null'}]", "C102", "it names no column and is true for every row")]
    [InlineData("[{rows: 'sale__country = sale__country'}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"{{ Dimension('sale__country') }} = sale__country\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: 'not (sale__country <> sale__country)'}]", "C102", "it is true for every row")]
    [InlineData("[{rows: 'sale__country is null or sale__country is not null'}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country like '%'\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country contains ''\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"not (sale__country not like '%%')\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country in ('ES', 'FR') or sale__country not in ('FR', 'ES')\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country in {{ principal.c }} or sale__country not in {{ principal.c }}\"}]", "C102", "true for every row")]
    [InlineData("[{rows: \"sale__country = 'ES' or 'ES' <> sale__country\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country < 'ES' or sale__country >= 'ES'\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country between 'A' and 'B' or sale__country < 'A' or sale__country > 'B'\"}]", "C102",
        "it is true for every row")]
    [InlineData("[{rows: \"sale__country = 'ES' or not (sale__country = 'ES' and sale__size = 'big')\"}]", "C102",
        "it is true for every row")]
    [InlineData("[{rows: \"sale__country <> 'ES' or sale__country <> 'FR'\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"{{ Dimension('sale__country') }} <> '{{ principal.countries }}'\"}]", "C102", "a template in quotes is a text")]
    [InlineData("[{rows: \"sale__country not in ('{{ principal.countries }}')\"}]", "C102", "a template in quotes is a text")]
    [InlineData("[{rows: \"sale__country not in ('ES') or sale__country not in ('FR', 'PT')\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country = sale__country or sale__size in ('a','b','c','d','e','f','g','h','i','j','k','l','m')\"}]",
        "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__country = country or sale__size = 'big'\"}]", "C111", "'country'")]
    [InlineData("[{rows: \"product = sale__product_sku\"}]", "C170", "it is true for every row")]
    [InlineData("[{rows: \"sale__sku_quoted <> 'A' or sale__product_sku <> 'B'\"}]", "C170", "it is true for every row")]
    [InlineData("[{rows: \"sale__share = 1 or sale__share <> 1.0\"}]", "C102", "it is true for every row")]
    [InlineData("[{rows: \"sale__contry = 'ES'\"}]", "C111", "'sale__contry'")]
    [InlineData("[{rows: \"ledger_count > 5\"}]", "C111", "'ledger_count'")]
    [InlineData("[{rows: \"metric_time > '2026-01-01'\"}]", "C170", "no time dimension to group by")]
    [InlineData("[{rows: \"entry__land = 'ES'\"}]", "C170", "'entry__land'")]
    [InlineData("[{rows: \"sale__country in {{ principal. }}\"}]", "C102", "the name of an attribute")]
    [InlineData("[{mask: []}]", "C170", "'mask' is empty")]
    [InlineData("[{mask: , rows: \"sale__country = 'ES'\"}]", "C170", "'mask' is empty")]
    [InlineData("[{hide: []}]", "C170", "'hide' is empty")]
    [InlineData("[{hide: [sale__country, ~]}]", "C170", "'hide' has an empty entry")]
    [InlineData("[{hide: [sale__country, '']}]", "C170", "'hide' has an empty entry")]
    [InlineData("[{hide: [sale__country, sale__country]}]", "C170", "names 'sale__country' twice")]
    [InlineData("[{hide: [{name: sale__country}]}]", "C102", "'hide' must be a name or a list of names")]
    [InlineData("[{hide: [sale__contry]}]", "C111", "there is no 'sale__contry' to hide (did you mean 'sale__country'")]
    [InlineData("[{mask: [country]}]", "C111", "there is no 'country' to mask")]
    [InlineData("[{mask: [amount_sum]}]", "C170", "it cannot mask 'amount_sum', which is a measure")]
    [InlineData("[{mask: [store__name]}]", "C170", "it cannot mask 'store__name', which belongs to semantic model 'stores'")]
    [InlineData("[{hide: [entry]}]", "C170", "it cannot hide 'entry', which belongs to semantic model 'ledger'")]
    [InlineData("[{hide: [store_count]}]", "C170", "reads nothing of this model's table")]
    [InlineData("[{unless: , hide: [sale__country]}]", "C170", "'unless' is empty")]
    [InlineData("[{unless: {}, hide: [sale__country]}]", "C170", "it names no role")]
    [InlineData("[{unless: {role: []}, hide: [sale__country]}]", "C170", "'role' is empty")]
    [InlineData("[{unless: {role: ''}, hide: [sale__country]}]", "C170", "'role' has an empty entry")]
    [InlineData("[{unless: {rolle: admin}, hide: [sale__country]}]", "C101", "'rolle'")]
    [InlineData("[{unless: admin, hide: [sale__country]}]", "C102", "'unless' must be {role: …}")]
    [InlineData("[{hide: [sale__country], hied: [product]}]", "C101", "'hied'")]
    [InlineData("[{public: [sale__country], hide: [product]}]", "C170", "no rows are hidden")]
    [InlineData("[{rows: \"sale__country = 'ES'\", public: [sale__size]}]", "C170", "'sale__size', which is computed")]
    [InlineData("[{rows: \"sale__country = 'ES'\", public: [sale__country], mask: [sale__country]}]", "C170", "is masked or hidden")]
    [InlineData("[{hide: [sale__country], hide: [product]}]", "C104", "the key 'hide' is written twice")]
    public void What_cannot_be_held_is_an_error_at_its_place_and_closes_the_table(string policies, string code, string message)
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(policies));
        Assert.Contains(draft.Diagnostics, d => d.Code.Id == code && d.ToString().Contains(message, StringComparison.Ordinal)
            && d.Location is { File: "shop/semantic/shop.yml", Line: > 1 });
        Assert.Equal(["products", "stores"], draft.Models.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Contains("sales", draft.ClosedTables);
        Assert.Contains(draft.Diagnostics, d => d.Code == DiagnosticCode.TableClosed
            && d.Message.StartsWith("semantic model 'ledger': its table 'sales' is closed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[{mask: [country]}]", "sale__country")]
    [InlineData("[{mask: [Sale__Country]}]", "sale__country")]
    [InlineData("[{hide: [country]}]", "sale__country")]
    [InlineData("[{hide: [amount_sun]}]", "amount_sum")]
    [InlineData("[{mask: [store_id]}]", "store")]
    [InlineData("[{hide: [product_sku]}]", "sale__product_sku")]
    [InlineData("[{rows: \"country = 'ES'\"}]", "sale__country")]
    [InlineData("[{rows: \"COUNTRY in {{ principal.countries }}\"}]", "sale__country")]
    [InlineData("[{rows: \"store_id = 1\"}]", "store")]
    [InlineData("[{rows: \"sale__country = 'ES'\", public: [store_id]}]", "store")]
    public void A_name_that_a_policy_mistypes_or_takes_from_the_table_is_told_with_the_nearest_one(string policies, string near)
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(policies));
        var problem = Assert.Single(draft.Diagnostics, d => d.Code == DiagnosticCode.UnknownName);
        Assert.Contains(near, problem.Candidates);
        Assert.Contains($"did you mean '{problem.Candidates[0]}'", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {policies: [{hide: [product]}]}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n", "    config: {policies: [{hide: [product]}]}\n",
        "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {metrics: {Policies: [{hide: [product]}]}}}\n", "C101")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {metrics: {policy: [{hide: [product]}]}}}\n", "C101")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n", "    policies: [{hide: [product]}]\n", "C170")]
    [InlineData(
        "    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {metrics: {time_zone: UTC}}}\n    meta: {metrics: {policies: [{hide: [product]}]}}\n", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {metrics: {policies: [{hide: [product]}]}}}}", "C170")]
    [InlineData("policies: [{hide: [product]}]", "policies: [{hide: [product]}], policies: [{hide: [sale__size]}]", "C104")]
    [InlineData("metrics: {policies: [{hide: [product]}]}", "metrics: {policies: [{hide: [product]}]}, metrics: {time_zone: UTC}", "C104")]
    [InlineData("{name: country, type: categorical}", "{name: country, type: categorical, type: categorical}", "C104")]
    [InlineData("{name: product, type: foreign, expr: product_sku}", "{name: product, type: nonsense, expr: product_sku}", "C102")]
    [InlineData("  - name: stores\n", "  - name: stores\nsemantic_models:\n  - name: others\n", "C104")]
    [InlineData("semantic_models:\n", "policies: [{hide: [product]}]\nsemantic_models:\n", "C170")]
    [InlineData("metrics:\n", "metrics: [{\n", "C100")]
    [InlineData("    model: ref('sales')\n    defaults", "    model: sales\n    defaults", "C102")]
    [InlineData("    model: ref('sales')\n    defaults", "    # ref('sales')\n    defaults", "C103")]
    [InlineData("    model: ref('sales')\n    defaults", "    node_relation: {schema_name: sales}\n    defaults", "C103")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {policies: [{Rows: \"sale__country = 'ES'\"}]}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {metrics: {hide: [product]}}}\n", "C101")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {polices: [{hide: [product]}]}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {enabled: false, meta: {metrics: {polices: [{hide: [product]}]}}}\n", "C171")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {metrics: {policy: [{hide: [product]}]}}}}", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {metrics: {mask: true}}}}", "C170")]
    [InlineData("{name: product, type: foreign, expr: product_sku}",
        "{name: product, type: foreign, expr: product_sku, config: {meta: {metrics: {hide: true}}}}", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {metrics: {secret: true}}}}", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {metrics: {restricted_to: [admin]}}}}", "C170")]
    [InlineData("{name: country, type: categorical}", "{name: country, type: categorical, hide: true}", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {meta: {policies: {hide: true}}}}", "C170")]
    [InlineData("{name: country, type: categorical}",
        "{name: country, type: categorical, config: {policies: [{roles: [admin], action: deny}]}}", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {policies: [{filter: \"status = 'paid'\", except: {role: admin}}]}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {policies: [{where: \"order__status = 'paid'\"}]}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {policies: \"[{hide: [status]}]\"}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {row_level_policy: {rows: \"status = 'paid'\"}}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {accessPolicies: [{mask: [status]}]}}\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n",
        "    config: {meta: {metrics.policies: [{mask: [status]}]}}\n", "C170")]
    [InlineData("{name: country, type: categorical}", "{name: country, type: categorical, visible_to: [admin]}", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n", "    hide: [product]\n", "C170")]
    [InlineData("    config: {meta: {metrics: {policies: [{hide: [product]}]}}}\n", "    config: {meta: {access_policy: [{hide: x}]}}\n",
        "C170")]
    public void A_policy_that_may_not_be_read_as_it_was_meant_closes_its_table_too(string text, string mistaken, string code)
    {
        var yaml = PolicyShop.Yaml("[{hide: [product]}]").ReplaceLineEndings("\n");
        var at = yaml.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        var draft = PolicyShop.Load(
            string.Concat(yaml.AsSpan(0, at), mistaken, yaml.AsSpan(at + text.Length)),
            ("shop/semantic/other.yml",
                "semantic_models:\n- {name: other, model: ref('sales'), entities: [{name: thing, type: primary, expr: sale_id}]}\n"));
        Assert.Contains(draft.Diagnostics, d => d.Code.Id == code);
        Assert.DoesNotContain(draft.Models, m => m.Table == "sales");
        Assert.Contains("sales", draft.ClosedTables);
    }

    [Fact]
    public void Policies_of_a_model_that_is_not_enabled_keep_the_table_closed_to_other_models()
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(null).Replace(
            "    model: ref('sales')\n    defaults",
                "    model: ref('sales')\n    config: {enabled: false, meta: {metrics: {policies: [{hide: [product]}]}}}\n    defaults",
                StringComparison.Ordinal));
        Assert.DoesNotContain(draft.Models, m => m.Table == "sales");
        Assert.Contains("sales", draft.ClosedTables);
    }

    [Fact]
    public void Policies_of_a_model_that_is_not_enabled_and_says_no_table_close_what_its_file_mentions()
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(null).Replace(
            "    model: ref('sales')\n    defaults",
            "    model: sales\n    config: {enabled: false, meta: {metrics: {policies: [{hide: [product]}]}}}\n    defaults",
            StringComparison.Ordinal));
        Assert.Contains(
            draft.Diagnostics, d => d.Code == DiagnosticCode.PolicyNotHeld && d.Message.Contains("'sales'", StringComparison.Ordinal));
        Assert.DoesNotContain(draft.Models, m => m.Table == "sales");
    }

    [Fact]
    public void A_mistake_elsewhere_closes_nothing()
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml("[{hide: [product]}]")
            .Replace("{name: skus_doubled, type: derived", "{name: skus_doubled, type: drived", StringComparison.Ordinal));
        Assert.Contains(draft.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(draft.ClosedTables);
        Assert.Equal(["sales"], draft.GuardedTables);
    }

    [Theory]
    [InlineData("{row_count: {type: count}}")]
    [InlineData("{policy_count: {type: count}, hidden_items: {type: sum, sql: x}}")]
    [InlineData("{tasks: {type: count}, marks: {type: average}}")]
    public void Metrics_that_another_tool_has_by_name_close_nothing(string metrics)
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(null).Replace(
            "{name: country, type: categorical}", $"{{name: country, type: categorical, config: {{meta: {{metrics: {metrics}}}}}}}",
            StringComparison.Ordinal));
        Assert.Empty(draft.ClosedTables);
        Assert.Contains(draft.Models, m => m.Table == "sales");
    }

    [Theory]
    [InlineData("retention_policy: {rows: 30}")]
    [InlineData("retention_policy: {rows: '30 days'}")]
    [InlineData("privacy_policy: {public: 'https://shop.test/privacy'}")]
    [InlineData("masking_policy: {mask: email_mask}")]
    [InlineData("data_policy: {public: false}")]
    [InlineData("hidden: true")]
    [InlineData("row_policy_of: nobody")]
    public void Settings_of_others_that_sound_like_policies_close_nothing(string setting)
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(null).Replace(
            "{name: country, type: categorical}", $"{{name: country, type: categorical, config: {{meta: {{{setting}}}}}}}",
            StringComparison.Ordinal));
        Assert.Empty(draft.ClosedTables);
        Assert.Contains(draft.Models, m => m.Table == "sales");
    }

    [Fact]
    public void A_repeated_key_refuses_the_definition_it_stands_in_and_no_other()
    {
        var draft = PolicyShop.Load(PolicyShop.Yaml(null).Replace("{name: average_amount,", "{name: average_amount, label: a, label: b,",
            StringComparison.Ordinal));
        Assert.Equal("C104", Assert.Single(draft.Diagnostics, d => d.Severity == DiagnosticSeverity.Error).Code.Id);
        Assert.Equal(4, draft.Models.Count);
        Assert.Empty(draft.ClosedTables);
    }

    [Fact]
    public void Policies_that_an_anchor_puts_where_nothing_reads_them_close_the_table_there()
    {
        const string Rest = "entities: [{name: sale, type: primary, expr: sale_id}], dimensions: [{name: country, type: categorical}]";
        var draft = PolicyShop.Load(
            "x-p: &p {metrics: {policies: [{hide: [sale__country]}]}}\n"
            + "semantic_models:\n- {name: sales, model: ref('sales'), config: {meta: *p}, " + Rest + "}\n"
            + "- {name: bills, model: ref('bills'), config: *p, " + Rest.Replace("sale", "bill", StringComparison.Ordinal) + "}\n");
        Assert.Contains(draft.Diagnostics, d => d.Code == DiagnosticCode.PolicyNotHeld);
        Assert.DoesNotContain(draft.Models, m => m.Name == "bills");
        Assert.Contains("bills", draft.ClosedTables);
    }

    [Theory]
    [InlineData("config: {<<: *held, meta: {owner: sales}}")]
    [InlineData("config: {<<: [*other, *held]}")]
    [InlineData("<<: *whole, config: {group: sales}")]
    public void Policies_that_a_merge_loses_to_another_key_close_the_table(string config)
    {
        const string Rest = "entities: [{name: sale, type: primary, expr: sale_id}], dimensions: [{name: country, type: categorical}]";
        var draft = PolicyShop.Load(
            "x-held: &held {meta: {metrics: {policies: [{hide: [sale__country]}]}}}\nx-other: &other {meta: {owner: crm}}\n"
            + "x-whole: &whole {config: *held}\n"
            + "semantic_models:\n- {name: sales, model: ref('sales'), config: *held, " + Rest + "}\n"
            + "- {name: bills, model: ref('bills'), " + config + ", " + Rest.Replace("sale", "bill", StringComparison.Ordinal) + "}\n");
        Assert.Contains(draft.Diagnostics,
            d => d.Code == DiagnosticCode.PolicyNotHeld && d.Message.Contains("<<", StringComparison.Ordinal));
        Assert.Equal(["bills"], draft.ClosedTables.Order());
        Assert.Contains(draft.Models, m => m.Name == "sales");
    }

    [Fact]
    public void Policies_in_the_newer_form_are_read_where_the_semantic_model_stands_and_nowhere_else()
    {
        const string Columns =
            "columns: [{name: sale_id, entity: {type: primary, name: sale}}, {name: country, dimension: {type: categorical}}]";
        var held = PolicyShop.Load(
            $"models:\n- {{name: sales, semantic_model: {{enabled: true, config: {{meta: {{metrics: {{policies: [{{hide: "
            + $"[sale__country]}}]}}}}}}}}, {Columns}}}\n");
        Assert.Equal(["sales"], held.GuardedTables);
        Assert.Empty(held.ClosedTables);
        var stray = PolicyShop.Load(
            $"models:\n- {{name: sales, semantic_model: {{enabled: true}}, config: {{meta: {{metrics: {{policies: [{{hide: "
            + $"[sale__country]}}]}}}}}}, {Columns}}}\n");
        Assert.Contains(stray.Diagnostics, d => d.Code == DiagnosticCode.PolicyNotHeld);
        Assert.Empty(stray.Models);
        Assert.Equal(["sales"], stray.ClosedTables);
    }
}
