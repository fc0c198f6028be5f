namespace Lora.Sdk.Tests.Learning;

/// <summary>
/// What each method is tried with beside the quickstart's recipe, whose rates are those of AdamW for a model of a few million weights, four to five times the
/// guides' for a real one. Others keep the guides' ratio to it: a sign or a factored square takes a fifth, (IA)3 eight times, plain gradients far more.
/// What finds its rate finds for so small a model up to ten times what it bears, and takes a part of it, within the guides' 0.1 to 1.
/// </summary>
internal static class MethodSettings
{
    private static readonly IReadOnlyDictionary<string, string> ByNetwork = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["lora"] = "",
        ["locon"] = "",
        ["loha"] = "",
        ["lokr"] = "NetworkArgs=factor=8",
        ["ia3"] = Rates(8),
        ["dylora"] = "NetworkArgs=unit=4",
        ["dora"] = "",
        ["oft"] = "",
        ["boft"] = Rates(0.25),
        ["glora"] = "",
        ["full"] = Rates(0.1),
        ["tlora"] = "",
    };

    private static readonly IReadOnlyDictionary<string, string> ByOptimizer = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AdamW"] = "",
        ["AdamW8bit"] = "",
        ["Adam"] = "",
        ["Adam8bit"] = "",
        ["NAdam"] = "",
        ["RAdam"] = "",
        ["AdEMAMix"] = Rates(0.5),
        ["AdEMAMix8bit"] = Rates(0.5),
        ["StableAdamW"] = "",
        ["AdaBelief"] = "",
        ["ADOPT"] = "",
        ["LAMB"] = Rates(5),
        ["Lion"] = Rates(0.2),
        ["Lion8bit"] = Rates(0.2),
        ["SGD"] = $"{Rates(1000)}; OptimizerArgs=momentum=0.9",
        ["SGDNesterov"] = $"{Rates(1000)}; OptimizerArgs=momentum=0.9",
        ["SGDNesterov8bit"] = $"{Rates(1000)}; OptimizerArgs=momentum=0.9",
        ["RMSprop"] = Rates(0.5),
        ["RMSprop8bit"] = Rates(0.5),
        ["Adagrad"] = Rates(5),
        ["Adagrad8bit"] = Rates(5),
        ["CAME"] = Rates(0.2),
        ["AdaFactor"] = "",
        ["AdamWScheduleFree"] = "",
        ["RAdamScheduleFree"] = "",
        ["SGDScheduleFree"] = Rates(1000),
        ["Prodigy"] = $"{Found(0.2)}; OptimizerArgs=decouple=True weight_decay=0.01 d_coef=2 use_bias_correction=True",
        ["ProdigyPlusScheduleFree"] = $"{Found(0.25)}; MaxGradNorm=0",
        ["DAdaptAdam"] = $"{Found(0.1)}; OptimizerArgs=decouple=True weight_decay=0.01",
        ["DAdaptAdamPreprint"] = Found(0.1),
        ["DAdaptAdaGrad"] = Found(),
        ["DAdaptAdan"] = Found(0.1),
        ["DAdaptAdanIP"] = Found(0.1),
        ["DAdaptLion"] = Found(),
        ["DAdaptSGD"] = Found(0.1),
    };

    public static string OfNetwork(string name) => Join($"NetworkAlgo={name}", ByNetwork[name]);

    public static string OfOptimizer(string name) => Join($"OptimizerType={name}", ByOptimizer[name]);

    private static string Join(params string[] parts) => string.Join("; ", parts.Where(part => part.Length > 0));

    /// <summary>For what finds its rate: all of that or a part.</summary>
    private static string Found(double part = 1) => FormattableString.Invariant($"UnetLr={part}; TextEncoderLr={part}; LrScheduler=constant");

    /// <summary>The recipe's times a factor.</summary>
    private static string Rates(double factor) => FormattableString.Invariant($"UnetLr={2e-3 * factor:0.#####}; TextEncoderLr={5e-4 * factor:0.#####}");
}
