// The example's CDK app in Go: a function of every kind, and one construct that traces them all.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/tracelayer/tracelayer-go/tracelayer"
)

const digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func newOrdersStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)

	orders := awslambda.NewFunction(stack, jsii.String("Orders"), &awslambda.FunctionProps{
		Runtime:     awslambda.Runtime_PYTHON_3_13(),
		Handler:     jsii.String("app.handler"),
		Code:        asset("orders-python"),
		Environment: &map[string]*string{"DD_TAGS": jsii.String("team:checkout")},
	})
	awslambda.NewFunction(stack, jsii.String("OrdersArm"), &awslambda.FunctionProps{
		Runtime:      awslambda.Runtime_PYTHON_3_13(),
		Handler:      jsii.String("app.handler"),
		Code:         asset("orders-python"),
		Architecture: awslambda.Architecture_ARM_64(),
	})
	awslambda.NewFunction(stack, jsii.String("Payments"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("app.handler"),
		Code:    asset("orders-node"),
	})

	builds := awss3.Bucket_FromBucketName(stack, jsii.String("Builds"), jsii.String("orders-builds"))
	built := func(name string, runtime awslambda.Runtime, handler, key string, memory *float64) {
		awslambda.NewFunction(stack, &name, &awslambda.FunctionProps{
			Runtime:    runtime,
			Handler:    &handler,
			Code:       awslambda.Code_FromBucket(builds, &key, jsii.String("1")),
			MemorySize: memory,
		})
	}
	built("Invoices", awslambda.Runtime_JAVA_21(), "com.example.Invoices::handleRequest", "invoices.jar", jsii.Number(1024))
	built("Stock", awslambda.Runtime_DOTNET_8(), "Stock::Stock.Function::Handle", "stock.zip", nil)
	built("Mails", awslambda.Runtime_RUBY_3_4(), "app.handler", "mails.zip", nil)
	built("Prices", awslambda.Runtime_PROVIDED_AL2023(), "bootstrap", "prices.zip", nil)

	repository := awsecr.Repository_FromRepositoryName(stack, jsii.String("Repository"), jsii.String("reports"))
	reports := awslambda.NewDockerImageFunction(stack, jsii.String("Reports"), &awslambda.DockerImageFunctionProps{
		Code: awslambda.DockerImageCode_FromEcr(repository, &awslambda.EcrImageCodeProps{
			TagOrDigest: jsii.String(digest),
			Cmd:         jsii.Strings("app.handler"),
		}),
	})

	datadog := tracelayer.NewDatadog(stack, jsii.String("Datadog"), &tracelayer.DatadogProps{
		Site:         jsii.String("datadoghq.eu"),
		ApiKeySecret: awssecretsmanager.Secret_FromSecretNameV2(stack, jsii.String("DatadogApiKey"), jsii.String("datadog-api-key")),
		Service:      jsii.String("orders"),
		Env:          jsii.String("demo"),
		Version:      jsii.String("1.0.0"),
	})
	datadog.AddScope(stack, nil)
	datadog.AddLambdaFunctions(&[]constructs.IConstruct{orders}, &tracelayer.DatadogProps{
		CaptureLambdaPayload: jsii.Bool(true),
		Tags:                 jsii.String("tier:gold"),
	})
	datadog.AddLambdaFunctions(&[]constructs.IConstruct{reports}, &tracelayer.DatadogProps{
		ImageRuntime: jsii.String("python"),
	})
	return stack
}

func asset(folder string) awslambda.Code {
	return awslambda.Code_FromAsset(jsii.String("../preview/"+folder), nil)
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newOrdersStack(app, "Orders", &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String("eu-west-1")},
	})
	app.Synth(nil)
}
