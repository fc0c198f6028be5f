using Lora.Tensors.Tests.Processes;

// "step <batch>": the child process of StepProcessTests; everything else is the test runner's
return args is ["step", var batch]
    ? TrainingStepProcess.Run(int.Parse(batch, System.Globalization.CultureInfo.InvariantCulture))
    : args.Any(a => a is "--server" or "--internal-msbuild-node")
        ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, (_, _) => { })
        : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
