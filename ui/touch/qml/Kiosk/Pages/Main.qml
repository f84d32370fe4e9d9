import QtQuick
import QtQuick.Window
import Kiosk.Theme
import Kiosk.Controls

// The window: header, 小智 and the talk, the page, and the bar that is always there.
Window {
    id: window

    property real zoom: 1
    readonly property bool whole: ["Standby", "Emergency", "SignIn", "Officer", "Closed"].indexOf(shown.page) >= 0

    title: shown.hall
    color: Theme.paper

    Binding { target: Theme; property: "portrait"; value: stage.height > stage.width }
    Binding {
        target: Theme
        property: "unit"
        value: Math.max(0.5, stage.height > stage.width ? Math.min(stage.width / 1080, stage.height / 1920) : Math.min(stage.width / 1728, stage.height / 1080))
    }
    Binding { target: Theme; property: "large"; value: shown.large }
    Binding { target: Theme; property: "still"; value: still || shown.calm }
    Binding { target: Theme; property: "contrast"; value: shown.contrast }
    Binding { target: Theme; property: "low"; value: shown.low && stage.height > stage.width }

    Item {
        id: stage

        width: window.width / window.zoom
        height: window.height / window.zoom
        scale: window.zoom
        transformOrigin: Item.TopLeft

        Rectangle {
            anchors.fill: parent
            color: Theme.paper
        }
        Header {
            id: header

            z: 2
            width: parent.width
            visible: !window.whole
        }
        TalkPanel {
            id: talk

            visible: !window.whole
            x: 0
            y: header.height - 1
            width: Theme.portrait ? parent.width : Math.round(parent.width * 0.3)
            height: Theme.low ? Math.ceil(stage.height * 0.4) - y : Theme.portrait ? Theme.px(Theme.large ? 416 : 364) : bar.y - y
        }
        NoticeStrip {
            id: strip

            visible: !window.whole && text !== ""
            text: shown.notice
            x: Theme.portrait ? 0 : talk.width
            width: parent.width - x
            y: Theme.portrait ? talk.y + talk.height : header.height
            height: visible ? implicitHeight : 0
        }
        Loader {
            id: page

            objectName: "page"
            x: window.whole || Theme.portrait ? 0 : talk.width
            y: window.whole ? 0 : strip.y + strip.height
            width: parent.width - x
            height: (window.whole ? parent.height : bar.y) - y
            source: shown.page + ".qml"
            visible: !sheet.visible
            onLoaded: if (!Theme.still) appear.restart()

            NumberAnimation {
                id: appear

                target: page.item
                property: "opacity"
                from: 0.2
                to: 1
                duration: 140
            }
        }
        AidSheet {
            id: sheet

            visible: shown.aiding && !window.whole
            x: page.x
            y: page.y
            width: page.width
            height: page.height
        }
        // Held for three seconds an officer is meant; it keeps no touch from what lies below.
        Item {
            objectName: "corner"
            z: 3
            width: Theme.px(132)
            height: Theme.px(132)
            visible: shown.page !== "SignIn" && shown.page !== "Officer"

            PointHandler {
                onActiveChanged: active ? held.restart() : held.stop()
            }
            Timer {
                id: held

                interval: 3000
                onTriggered: hand.tap("corner", "")
            }
        }
        NavBar {
            id: bar

            z: 2
            visible: !window.whole && buttons.length > 0
            width: parent.width
            height: visible ? implicitHeight : 0
            y: parent.height - height
        }
    }
}
