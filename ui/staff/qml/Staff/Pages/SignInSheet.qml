import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// Sign-in, and the lock that is opened the same way. Nothing of a page is seen behind it.
Rectangle {
    id: root

    readonly property bool locked: session.phase === "locked"

    function take() {
        (locked || staffField.text !== "" ? passwordField : staffField).take();
    }
    function go() {
        session.sign_in(locked ? session.account : staffField.text, passwordField.text, codeField.text);
    }

    color: Theme.navy
    onVisibleChanged: if (visible) {
        passwordField.text = codeField.text = "";
        if (locked)
            staffField.text = session.account;
        take();
    }

    Connections {
        target: session
        function onChanged() {
            if (session.phase === "in") {
                staffField.text = passwordField.text = codeField.text = "";
            } else if (session.failed && !session.busy) {
                passwordField.text = codeField.text = "";
                root.take();
            }
        }
    }
    Box {
        anchors.centerIn: parent
        width: Desk.px(440)
        height: inside.implicitHeight + Desk.px(56)

        Column {
            id: inside

            x: Desk.px(32)
            y: Desk.px(28)
            width: parent.width - 2 * x
            spacing: Desk.px(14)

            Row {
                spacing: Desk.px(12)

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: root.locked ? "lock" : "shield"
                    edge: Desk.px(36)
                    tone: Theme.blue
                }
                Say {
                    anchors.verticalCenter: parent.verticalCenter
                    text: shell.words[root.locked ? "signin.locked" : "signin.heading"]
                    font.pixelSize: Desk.heading
                    font.bold: true
                    color: Theme.navy
                    Accessible.role: Accessible.Heading
                }
            }
            Say {
                width: parent.width
                visible: text !== ""
                text: session.message
                color: session.failed ? Theme.red : Theme.soft
                Accessible.role: Accessible.AlertMessage
            }
            Say {
                width: parent.width
                visible: root.locked
                text: session.name + "  ·  " + session.account
                font.pixelSize: Desk.label
                font.bold: true
            }
            Field {
                id: staffField

                objectName: "staff"
                visible: !root.locked
                width: parent.width
                label: shell.words["signin.staff"]
                longest: 40
                onAccepted: passwordField.take()
            }
            Field {
                id: passwordField

                objectName: "password"
                width: parent.width
                label: shell.words["signin.password"]
                secret: true
                onAccepted: root.go()
            }
            Field {
                id: codeField

                objectName: "code"
                width: parent.width
                label: shell.words["signin.code"]
                longest: 10
                onAccepted: root.go()
            }
            Push {
                width: parent.width
                look: "primary"
                enabled: !session.busy
                text: session.busy ? shell.words["signin.busy"] : shell.words[root.locked ? "signin.resume" : "signin.go"]
                hint: "Enter"
                onClicked: root.go()
            }
            Row {
                spacing: Desk.px(8)

                Push {
                    visible: root.locked
                    text: shell.words["signin.other"]
                    look: "quiet"
                    onClicked: session.sign_out()
                }
                Push {
                    text: shell.words["language"]
                    iconName: "language"
                    look: "quiet"
                    onClicked: shell.turn_language()
                }
            }
            Say {
                width: parent.width
                text: shell.words["signin.watched"]
                font.pixelSize: Desk.small
                color: Theme.soft
            }
        }
    }
}
