using System.Globalization;
using System.Text.Json;
using Lora.Tensors.Kernels;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>What a run was asked for. <paramref name="Seconds"/> is the time for a whole command, as in PyTorch's script beside it.</summary>
public sealed record BenchOptions(int Threads, double Seconds, string? Names)
{
    /// <summary>Folder or file of the model that <c>step</c> trains; null: the quickstart's.</summary>
    public string? Model { get; init; }

    /// <summary>What <c>model</c> writes: <c>sd15</c>, <c>sd21</c> or <c>sdxl</c>.</summary>
    public string Kind { get; init; } = "sd15";

    /// <summary>A figure is measured at least so often.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>Gradient checkpointing.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>The text encoders are not trained: their outputs are cached, themselves let go.</summary>
    public bool Cached { get; init; }

    /// <summary>Weights are kept in fp32 whatever the file has them in.</summary>
    public bool Single { get; init; }

    /// <summary>Print where a forward pass goes.</summary>
    public bool Parts { get; init; }

    public int Batch { get; init; } = 4;

    /// <summary><c>embedded</c> or <c>torch</c>.</summary>
    public string Runtime { get; init; } = "embedded";

    /// <summary>Rank of the LoRA.</summary>
    public int Dim { get; init; } = 8;

    /// <summary>A value of <c>NetworkAlgo</c>, or <c>all</c>.</summary>
    public string Network { get; init; } = Default.Network;

    /// <summary>A value of <c>OptimizerType</c>, or <c>all</c>.</summary>
    public string Optimizer { get; init; } = Default.Optimizer;

    /// <summary>What <see cref="Network"/> and <see cref="Optimizer"/> ask for: every one of the first with every one of the second.</summary>
    internal IEnumerable<BenchTraining> Trainings =>
        from network in Network == "all" ? [.. Networks.All.Select(row => row.Name)] : (string[])[Network]
        from optimizer in Optimizer == "all" ? [.. Optimizers.All.Select(row => row.Name)] : (string[])[Optimizer]
        select new BenchTraining(network, optimizer);

    private static BenchTraining Default { get; } = new(Networks.Lora.Name, Optimizers.AdamW.Name);

    /// <summary>Arguments of the network, as <c>NetworkArgs</c>.</summary>
    public string NetworkArgs { get; init; } = "";

    /// <summary>Side of the latents.</summary>
    public int Latent { get; init; } = 16;

    /// <summary>What <c>model</c> writes: a folder, or one <c>.safetensors</c> file.</summary>
    public string? Out { get; init; }

    /// <summary><c>model</c> writes fp16 instead of fp32.</summary>
    public bool Half { get; init; }
}

/// <summary>
/// One word of the command line. <c>dotnet run -c Release --project bench/Lora.Bench -- gemm --threads 1</c> prints a JSON line about the machine and one a
/// figure, under the same names as the PyTorch script's, so that the two can be joined.
/// </summary>
public sealed record BenchCommand(string Name, string What, Action<BenchOptions> Body)
{
    public static int Run(string[] args, IReadOnlyList<BenchCommand> commands)
    {
        var command = commands.FirstOrDefault(c => args.Length > 0 && c.Name == args[0]);
        var options = new BenchOptions(Environment.ProcessorCount, 6, null);
        for (var i = 1; command is not null && i < args.Length; i++)
        {
            if (Switched(options, args[i]) is { } switched)
            {
                options = switched;
                continue;
            }

            var value = i + 1 < args.Length ? args[i + 1] : "";
            options = args[i++] switch
            {
                "--threads" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => options with { Threads = n },
                "--seconds" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var s) && s > 0 => options with { Seconds = s },
                "--runtime" when value is "embedded" or "torch" => options with { Runtime = value },
                "--names" when value != "" => options with { Names = value },
                "--model" when value != "" => options with { Model = value },
                "--batch" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => options with { Batch = n },
                "--dim" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => options with { Dim = n },
                "--network" when value != "" => options with { Network = value },
                "--optimizer" when value != "" => options with { Optimizer = value },
                "--network-args" when value != "" => options with { NetworkArgs = value },
                "--latent" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => options with { Latent = n },
                "--runs" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => options with { Runs = n },
                "--kind" when value is "sd15" or "sd21" or "sdxl" => options with { Kind = value },
                "--out" when value != "" => options with { Out = value },
                _ => options with { Threads = 0 },
            };
            if (options.Threads == 0)
            {
                command = null;
            }
        }

        if (command is null)
        {
            Console.Error.WriteLine("usage: Lora.Bench COMMAND [--threads N] [--seconds S] [--runs N] [--names TEXT: only figures whose name holds it]");
            Console.Error.WriteLine("       all but limit, pictures and small: [--runtime embedded|torch]");
            Console.Error.WriteLine("       forward, block and step: [--network NAME|all] [--network-args TEXT]");
            Console.Error.WriteLine("       block and step: [--optimizer NAME|all]");
            Console.Error.WriteLine("       forward, block, step and optimizer: [--dim R]");
            Console.Error.WriteLine("       step and latents: [--model FOLDER or FILE] [--batch N] [--latent SIDE]");
            Console.Error.WriteLine("       [--single: weights in fp32]; step: [--checkpointing] [--cached: texts not trained] [--parts: of a forward pass]");
            Console.Error.WriteLine("       model: --out FILE.safetensors [--kind sd15|sd21|sdxl] [--half]; sd15 also: --out FOLDER");
            Console.Error.WriteLine("       pictures: [--batch PICTURES] [--out FOLDER: where they are kept, or found]");
            foreach (var c in commands)
            {
                Console.Error.WriteLine($"  {c.Name,-10}{c.What}");
            }

            return 2;
        }

        if (BenchRuntime.NeedsOwnProcess(options.Runtime))
        {
            return BenchRuntime.RunAgain(args);
        }

        Workers.Threads = options.Threads;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            runtime = options.Runtime,
            threads = options.Threads,
            tier = CpuTiers.Current.ToString(),
            fused = Fused.InHardware
        }));
        command.Body(options);
        return 0;
    }

    private static BenchOptions? Switched(BenchOptions options, string name) => name switch
    {
        "--half" => options with { Half = true },
        "--checkpointing" => options with { Checkpointing = true },
        "--cached" => options with { Cached = true },
        "--single" => options with { Single = true },
        "--parts" => options with { Parts = true },
        _ => null,
    };
}
